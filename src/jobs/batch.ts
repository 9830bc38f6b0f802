import { basename, extname, resolve } from 'node:path';
import { z } from 'zod';
import { defineJobType } from './job-type';
import { transferFields, transferOptions, transferSpec, viaField, viaOption } from './transfer-input';

/** Operations at once: a batch reads from Drive as a rule, which throttles early. */
const batchConcurrency = 3;

/** `ferry batch <csv>`: a folder of Drive, Dropbox or this machine in each row, all to Cloudinary. */
export const batch = defineJobType({
  name: 'batch',
  command: 'batch',
  summary: 'upload the folders that a CSV names, one a row, to Cloudinary',
  arguments: [{ name: 'csv', field: 'csv', summary: 'the CSV', required: true, kind: 'text' }],
  options: [
    {
      flags: '--link-column <column>',
      field: 'linkColumn',
      summary: 'column with the link or path of the folder (default link)',
      kind: 'text',
    },
    {
      flags: '--name-column <column>',
      field: 'nameColumn',
      summary: "column with the folder's name at Cloudinary (default: the folder's own name)",
      kind: 'text',
    },
    {
      flags: '--description-column <column>',
      field: 'descriptionColumn',
      summary: "column that goes to the assets' context as `description`",
      kind: 'text',
    },
    {
      flags: '--results-dir <dir>',
      field: 'resultsDir',
      summary: 'where the results are written (default: here)',
      kind: 'text',
    },
    viaOption,
    ...transferOptions(batchConcurrency),
  ],
  examples: [
    'ferry batch folders.csv',
    'ferry batch products.csv --link-column "Drive Links" --name-column "Product Code"',
    'ferry batch folders.csv --dry-run',
  ],
  schema: z.object({
    csv: z.string().min(1, 'Name the CSV.'),
    linkColumn: z.string().min(1).default('link'),
    nameColumn: z.string().min(1).optional(),
    descriptionColumn: z.string().min(1).optional(),
    resultsDir: z.string().min(1).default('.'),
    via: viaField,
    ...transferFields,
  }),
  toSpec(input, context) {
    const file = resolve(context.cwd, input.csv);
    const { linkColumn, nameColumn, descriptionColumn } = input;
    const spec = transferSpec(input, context, {
      type: 'batch',
      name: basename(file, extname(file)),
      source: { provider: 'csv', root: file },
      via: input.via,
      defaultConcurrency: batchConcurrency,
    });
    const resultsDir = resolve(context.cwd, input.resultsDir);
    return { ...spec, batch: { file, linkColumn, nameColumn, descriptionColumn, resultsDir } };
  },
});
