import { resolve } from 'node:path';
import { z } from 'zod';
import type { ScrapeSpec } from '../core/spec';
import { accountRoot } from '../core/account-root';
import { accountFields, accountFolder, accountOptions, folderWord, resourceTypesField } from './account-input';
import { jobNameOf } from './job-name';
import { defineJobType } from './job-type';

/** Downloads at once. */
const scrapeConcurrency = 10;

/** `ferry scrape`: a whole Cloudinary account, or a folder of it, to this machine's disk. */
export const scrape = defineJobType({
  name: 'scrape',
  command: 'scrape',
  summary: 'save a whole Cloudinary account to disk, with its folders, names and metadata',
  arguments: [],
  options: [
    { flags: '--folder <path>', field: 'folder', summary: 'this folder of the account and all below it', kind: 'text' },
    {
      flags: '--resource-type <types>',
      field: 'resourceTypes',
      summary: 'image, video, raw, several with commas, or all (default all)',
      kind: 'text',
    },
    {
      flags: '--since <when>',
      field: 'since',
      summary: 'what was uploaded since: 2026-10-01 or 2026-10-01T12:00:00Z',
      kind: 'text',
    },
    {
      flags: '--transformation <t>',
      field: 'transformation',
      summary: 'images and videos in this transformation, e.g. w_1600,c_limit',
      kind: 'text',
    },
    {
      flags: '-o, --output <dir>',
      field: 'output',
      summary: 'where the account is saved (default downloads)',
      kind: 'text',
    },
    {
      flags: '--concurrency <n>',
      field: 'concurrency',
      summary: `downloads at once (default ${scrapeConcurrency})`,
      kind: 'number',
    },
    { flags: '--max-workers <n>', field: 'concurrency', summary: 'the same as --concurrency', kind: 'number' },
    { flags: '--tps <n>', field: 'tps', summary: 'start at most so many downloads a second', kind: 'number' },
    ...accountOptions,
  ],
  examples: [
    'ferry scrape',
    'ferry scrape --folder shop/2026 --resource-type image',
    'ferry scrape --since 2026-10-01 --output /backup',
  ],
  schema: z.object({
    ...accountFields,
    folder: z.string().optional(),
    resourceTypes: resourceTypesField('all'),
    since: z
      .string()
      .refine(
        // Of `7` or `May` a date can be made too, and not the one that was meant.
        (text) => /^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text)),
        'Write a day or an instant: 2026-10-01 or 2026-10-01T12:00:00Z.',
      )
      .transform((text) => new Date(text).toISOString())
      .optional(),
    transformation: z.string().min(1).optional(),
    output: z.string().min(1).default('downloads'),
    concurrency: z.number().int().min(1).max(500).default(scrapeConcurrency),
  }),
  toSpec(input, { cwd }): ScrapeSpec {
    const folder = accountFolder(input.folder);
    const { resourceTypes, since, transformation, concurrency } = input;
    const options = { folder, resourceTypes, since, transformation };
    return {
      type: 'scrape',
      name: jobNameOf(folderWord(folder)),
      source: { provider: 'cloudinary', profile: input.profile, root: accountRoot(options) },
      destination: { provider: 'local', root: resolve(cwd, input.output) },
      planner: 'scrape',
      scrape: options,
      concurrency,
      tps: input.tps,
      leaveQuota: input.leaveQuota,
      folders: 4,
      pageSize: input.pageSize,
    };
  },
});
