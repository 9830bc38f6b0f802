import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseDeliveryUrl } from '../../../core/delivery-url';
import { countOf, formatCount } from '../../../core/format';
import {
  consolidateTable,
  defaultImagePattern,
  openTable,
  requireColumn,
  type ConsolidatedTable,
} from '../../../tables';
import { exitCodes } from '../exit-codes';
import { talk } from '../talk';
import { findColumn, type ColumnKind } from '../../../tables/find-column';
import { loadSettings } from '../../../settings';
import { interruptible } from './interruptible';
import { fileBeside, mustBeFree } from './output-files';
import { RowProgress } from './row-progress';

interface ConsolidateOptions {
  input: string;
  output: string;
  pattern?: string;
  skuColumn?: string;
  urlColumn?: string;
  force?: boolean;
  json?: boolean;
}

const kinds: ColumnKind[] = [
  { what: 'delivery URLs of Cloudinary', holds: (cell) => parseDeliveryUrl(cell) !== undefined },
  { what: 'URLs', holds: (cell) => /^(?:https?:)?\/\/[^/\s]+\//i.test(cell) },
  { what: 'names of images', holds: (cell) => /\.(?:jpe?g|png|gif|bmp|webp|svg|tiff?|heic|avif)$/i.test(cell) },
];

/** Adds `ferry consolidate`: one row for each SKU, with its images side by side. */
export function addConsolidateCommand(program: Command): void {
  program
    .command('consolidate')
    .description('one row for each SKU, with its images in image_1, image_2 ...')
    .requiredOption('-i, --input <csv>', 'a table with an image a row')
    .requiredOption('-o, --output <csv>', 'where to write')
    .option(
      '--pattern <regexp>',
      `reads (?<sku>...) and (?<pos>...) out of the image's name (default: ${defaultImagePattern})`,
    )
    .option('--sku-column <column>', 'the SKU has a column of its own; the pattern then needs (?<pos>...) only')
    .option('--url-column <column>', 'where the images are (default: the column that holds URLs or names of images)')
    .option('--force', 'replace files that exist')
    .option('--json', 'print the counts as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ferry consolidate --input urls.csv --output products.csv\n  ferry consolidate -i urls.csv -o products.csv --sku-column "Product code"',
    )
    .action(async ({ input, output, pattern, force, json, ...columns }: ConsolidateOptions) => {
      const unmatched = fileBeside(output, 'unmatched');
      const table = await openTable({ file: input });
      const { skuColumn: wantedSku } = columns;
      const skuColumn = wantedSku === undefined ? undefined : requireColumn(table, wantedSku, { flag: '--sku-column' });
      await mustBeFree({ files: [output, unmatched], input, force: force === true });
      const imageColumn = await findColumn({ table, wanted: columns.urlColumn, flag: '--url-column', kinds });
      if (columns.urlColumn === undefined) talk.say(`The images are in the column ${imageColumn}.`);
      const progress = new RowProgress({ talk });
      const files = { to: { file: output }, unmatchedTo: { file: unmatched } };
      const safe = loadSettings().safeCells;
      const toConsolidate = { safe, table, imageColumn, skuColumn, pattern, ...files, progress: progress.option };
      const stop = (): void => progress.stop();
      const result = await interruptible(() => consolidateTable(toConsolidate), stop).finally(stop);
      if (result.unmatched === 0) await rm(unmatched, { force: true });
      say(result, { output, unmatched });
      if (json === true) {
        const side = result.unmatched === 0 ? undefined : resolve(unmatched);
        talk.data(JSON.stringify({ ...result, imageColumn, output: resolve(output), unmatchedOutput: side }));
      }
      process.exitCode = result.unmatched > 0 ? exitCodes.doneWithFailures : exitCodes.done;
    });
}

function say(result: ConsolidatedTable, { output, unmatched }: { output: string; unmatched: string }): void {
  const { rows, skus, images, repeated } = result;
  const counts = `${formatCount(skus)} SKUs with up to ${formatCount(images)} images`;
  talk.say(
    `${countOf(rows, 'row')}: ${counts}; ${formatCount(result.unmatched)} unmatched, ${formatCount(repeated)} repeated.`,
  );
  talk.say(`Written: ${output}`);
  if (result.unmatched > 0) talk.say(`Unmatched rows, with the reason: ${unmatched}`);
}
