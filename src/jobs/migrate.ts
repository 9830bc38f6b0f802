import { basename, extname, resolve } from 'node:path';
import { z } from 'zod';
import type { MigrationSpec } from '../core/spec';
import { jobNameOf } from './job-name';
import { defineJobType } from './job-type';
import { mappingSchema, mappingOfPairs, parseMapPair, parseSetPair, type MapPair } from './mapping-schema';
import { rowsFields, rowsOptions } from './rows-input';

/** Uploads at once. Cloudinary's own advice is at most 20, beyond which it answers 420 (Upload API). */
const migrateConcurrency = 10;

/** `ferry migrate <csv>`: the assets that a CSV names by URL or path, to Cloudinary. */
export const migrate = defineJobType({
  name: 'migrate',
  command: 'migrate',
  summary: 'upload the assets that a CSV names by URL or path, one a row, to Cloudinary',
  asksFirst: true,
  takesFailedOnly: true,
  writesResults: true,
  arguments: [{ name: 'csv', field: 'csv', summary: 'the CSV', required: true, kind: 'text' }],
  options: [
    {
      flags: '--mapping <file>',
      field: 'mapping',
      summary: 'YAML that says which columns become which upload parameters (default: by their names)',
      kind: 'yaml',
    },
    {
      flags: '--map <parameter=column>',
      field: 'map',
      summary: 'a column or {{template}} for a parameter: tags=Keywords, context.alt=Title; may be repeated',
      kind: 'list',
    },
    {
      flags: '--set <parameter=value>',
      field: 'set',
      summary: 'the same value for every row: folder=archive, overwrite=false; may be repeated',
      kind: 'list',
    },
    {
      flags: '--via <way>',
      field: 'via',
      summary: 'service: Cloudinary fetches URLs itself (default); worker: all bytes go through here',
      kind: 'text',
    },
    {
      flags: '--concurrency <n>',
      field: 'concurrency',
      summary: `uploads at once (default ${migrateConcurrency}; more than 20 is not advised)`,
      kind: 'number',
    },
    { flags: '--max-workers <n>', field: 'concurrency', summary: 'the same as --concurrency', kind: 'number' },
    { flags: '--tps <n>', field: 'tps', summary: 'start at most so many uploads a second', kind: 'number' },
    { flags: '--profile <name>', field: 'profile', summary: 'credentials profile of ferry.yaml', kind: 'text' },
    { flags: '-o, --output <file>', field: 'output', summary: 'write the report here as well', kind: 'text' },
    ...rowsOptions,
  ],
  examples: [
    'ferry migrate products.csv --dry-run',
    'ferry migrate products.csv --map file="Image URL" --map tags=Keywords --set folder=archive',
    'ferry migrate products.csv --mapping mapping.yaml --yes',
    'ferry migrate --failed-only migrate/products-3',
  ],
  schema: z.object({
    ...rowsFields,
    mapping: mappingSchema.optional(),
    map: pairsField(parseMapPair),
    set: pairsField(parseSetPair),
    via: z.enum(['service', 'worker'], { error: 'Write service or worker.' }).default('service'),
    concurrency: z.number().int().min(1).max(500).default(migrateConcurrency),
    tps: z.number().positive().optional(),
    profile: z.string().min(1).optional(),
    output: z.string().min(1).optional(),
  }),
  toSpec(input, { cwd }): MigrationSpec {
    const file = resolve(cwd, input.csv);
    const { concurrency, tps, profile, allowPrivate, via, rowsPerFolder, safeCells } = input;
    return {
      type: 'migrate',
      name: jobNameOf(basename(file, extname(file))),
      source: { provider: 'csv', root: file },
      destination: { provider: 'cloudinary', profile, root: '' },
      planner: 'migration',
      migration: {
        file,
        mapping: input.mapping,
        over: mappingOfPairs([...input.map, ...input.set]),
        via,
        allowPrivate,
        rowsPerFolder,
        resultsDir: resolve(cwd, input.resultsDir),
        safeCells,
      },
      concurrency,
      tps,
      leaveQuota: 0,
      folders: 4,
      pageSize: input.pageSize,
      reportPath: input.output === undefined ? undefined : resolve(cwd, input.output),
    };
  },
});

/** Pairs as the command line gives them; every fault is told. */
function pairsField(parse: (pair: string) => MapPair) {
  return z
    .array(z.string())
    .default([])
    .transform((pairs, context) =>
      pairs.flatMap((pair): MapPair[] => {
        try {
          return [parse(pair)];
        } catch (error) {
          context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
          return [];
        }
      }),
    );
}
