import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseDeliveryUrl, type DeliveryAccount } from '../../../core/delivery-url';
import { countOf, formatCount } from '../../../core/format';
import { convertTable, openTable, type ConvertedTable } from '../../../tables';
import { exitCodes } from '../exit-codes';
import { talk } from '../talk';
import { readFormat, readQuality } from './delivery-options';
import { findColumn } from '../../../tables/find-column';
import { loadSettings } from '../../../settings';
import { interruptible } from './interruptible';
import { fileBeside, mustBeFree } from './output-files';
import { RowProgress } from './row-progress';
import type { ToolPorts } from './tool-ports';

interface ConvertOptions {
  format: string;
  quality?: string;
  urlColumn?: string;
  output?: string;
  cname?: string[];
  profile?: string;
  force?: boolean;
  json?: boolean;
}

/** Adds `ferry convert`: delivery URLs in another format, nothing uploaded. */
export function addConvertCommand(program: Command, { deliveryAccount }: Pick<ToolPorts, 'deliveryAccount'>): void {
  program
    .command('convert <csv>')
    .description('the URLs of a CSV in another format, by URL: nothing is uploaded')
    .requiredOption('--format <format>', 'jpg, png, webp, avif, auto ...', readFormat)
    .option('--quality <quality>', '1 to 100, or auto, auto:eco ...', readQuality)
    .option('--url-column <column>', 'where the URLs are (default: the column that holds delivery URLs)')
    .option('-o, --output <file>', 'where to write (default: <csv>_<format>.csv beside it)')
    .option('--cname <host>', 'a host of your own that delivers your assets; may be given again', collect)
    .option('--profile <name>', 'credentials profile of ferry.yaml, whose secret signs')
    .option('--force', 'replace files that exist')
    .option('--json', 'print the counts as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ferry convert urls.csv --format jpg\n  ferry convert urls.csv --format webp --quality 80',
    )
    .action(async (csv: string, options: ConvertOptions) => {
      const { sign, cloudName } = deliveryAccount(options.profile);
      const account: DeliveryAccount = { cloudName, cnames: options.cname };
      const output = options.output ?? fileBeside(csv, options.format);
      const failedOutput = fileBeside(output, 'failed');
      const table = await openTable({ file: csv });
      await mustBeFree({ files: [output, failedOutput], input: csv, force: options.force === true });
      const holds = (cell: string): boolean => parseDeliveryUrl(cell, account) !== undefined;
      const urlColumn = await findColumn({
        table,
        wanted: options.urlColumn,
        flag: '--url-column',
        kinds: [{ what: 'delivery URLs of Cloudinary', holds }],
      });
      if (options.urlColumn === undefined) talk.say(`The URLs are in the column ${urlColumn}.`);
      const { format, quality } = options;
      const progress = new RowProgress({ talk });
      const files = { to: { file: output }, failedTo: { file: failedOutput } };
      const safe = loadSettings().safeCells;
      const toConvert = {
        safe,
        table,
        urlColumn,
        format,
        quality,
        sign,
        ...account,
        ...files,
        progress: progress.option,
      };
      const stop = (): void => progress.stop();
      const result = await interruptible(() => convertTable(toConvert), stop).finally(stop);
      if (result.failed === 0) await rm(failedOutput, { force: true });
      say(result, { output, failedOutput });
      if (options.json === true) {
        const failedFile = result.failed === 0 ? undefined : resolve(failedOutput);
        talk.data(JSON.stringify({ ...result, urlColumn, output: resolve(output), failedOutput: failedFile }));
      }
      process.exitCode = result.failed > 0 ? exitCodes.doneWithFailures : exitCodes.done;
    });
}

function say(
  { rows, converted, skipped, failed, reasons, column }: ConvertedTable,
  { output, failedOutput }: { output: string; failedOutput: string },
): void {
  const counts = `${formatCount(converted)} converted, ${formatCount(skipped)} left as they are, ${formatCount(failed)} failed`;
  talk.say(`${countOf(rows, 'row')}: ${counts}.`);
  for (const [reason, count] of Object.entries(reasons)) talk.say(`  ${formatCount(count)}: ${reason}`);
  talk.say(`Written: ${output} (the column ${column} is new)`);
  if (failed > 0) talk.say(`Failed rows: ${failedOutput}`);
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
