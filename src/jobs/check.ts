import { basename, extname, resolve } from 'node:path';
import { z } from 'zod';
import type { ProbeSpec } from '../core/spec';
import { jobNameOf } from './job-name';
import { defineJobType } from './job-type';
import { rowsFields, rowsOptions } from './rows-input';

/** Questions at once. */
const checkConcurrency = 10;
/** Questions to one host a second: what a delivery network takes without a word. */
const politePerSecond = 20;

/** `ferry check <csv>`: are the URLs in a CSV reachable? */
export const check = defineJobType({
  name: 'check',
  command: 'check',
  summary: 'ask whether the URLs in a CSV can be reached; nothing is changed',
  writesResults: true,
  arguments: [{ name: 'csv', field: 'csv', summary: 'the CSV', required: true, kind: 'text' }],
  options: [
    {
      flags: '--url-column <column>',
      field: 'urlColumn',
      summary: 'column with the URLs (default: the one whose rows hold some)',
      kind: 'text',
    },
    {
      flags: '--concurrency <n>',
      field: 'concurrency',
      summary: `URLs asked for at once (default ${checkConcurrency})`,
      kind: 'number',
    },
    { flags: '--max-workers <n>', field: 'concurrency', summary: 'the same as --concurrency', kind: 'number' },
    {
      flags: '--per-host <n>',
      field: 'perHost',
      summary: `requests to one host a second (default ${politePerSecond})`,
      kind: 'number',
    },
    {
      flags: '--timeout <seconds>',
      field: 'timeout',
      summary: 'how long an answer may take (default 20)',
      kind: 'number',
    },
    { flags: '--any-media', field: 'anyMedia', summary: 'films, documents and web pages are fine too', kind: 'flag' },
    { flags: '--tps <n>', field: 'tps', summary: 'begin at most so many a second, over all hosts', kind: 'number' },
    ...rowsOptions,
  ],
  examples: [
    'ferry check results.csv',
    'ferry check results.csv --url-column cloudinary_url --max-workers 20',
    'ferry check links.csv --any-media --per-host 2',
  ],
  schema: z.object({
    ...rowsFields,
    urlColumn: z.string().min(1).optional(),
    concurrency: z.number().int().min(1).max(500).default(checkConcurrency),
    perHost: z.number().min(0.1, 'Write 0.1 or more: one request in ten seconds.').default(politePerSecond),
    timeout: z.number().positive().max(600).default(20),
    anyMedia: z.boolean().default(false),
    tps: z.number().positive().optional(),
  }),
  toSpec(input, { cwd }): ProbeSpec {
    const file = resolve(cwd, input.csv);
    const resultsDir = resolve(cwd, input.resultsDir);
    return {
      type: 'check',
      name: jobNameOf(basename(file, extname(file))),
      source: { provider: 'csv', root: file },
      destination: { provider: 'local', root: resultsDir },
      planner: 'probe',
      probe: {
        file,
        urlColumn: input.urlColumn,
        media: input.anyMedia ? 'any' : 'image',
        allowPrivate: input.allowPrivate,
        timeoutMs: input.timeout * 1000,
        perHostPerSecond: input.perHost,
        rowsPerFolder: input.rowsPerFolder,
        resultsDir,
        safeCells: input.safeCells,
      },
      concurrency: input.concurrency,
      tps: input.tps,
      leaveQuota: 0,
      folders: 4,
      pageSize: input.pageSize,
    };
  },
});
