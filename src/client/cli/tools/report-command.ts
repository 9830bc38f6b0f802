import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { formatCount } from '../../../core/format';
import { OldCacheError, readOldCache, type OldCache } from '../../../reporting/old-cache';
import { oldCacheTable } from '../../../reporting/old-cache-rows';
import { summariseOldCache } from '../../../reporting/summary-of-cache';
import { writeAtomically } from '../../../tables/write-atomically';
import { writeTable } from '../../../tables';
import { loadSettings } from '../../../settings';
import { CommandError, exitCodes } from '../exit-codes';
import { printReport } from '../print-report';
import { withInstallation } from '../runtime';
import { talk } from '../talk';

interface ReportOptions {
  format: string;
  output?: string;
}

const formats = ['csv', 'jsonl', 'summary'];

/** Entries that cannot be read are named up to this many. */
const namedAtMost = 20;

/** Adds `ferry report`: of a job of ferry's, or of a cache that the old scripts have left. */
export function addReportCommand(program: Command): void {
  program
    .command('report <job-or-file>')
    .description('the report of a job, or of a cache file of the old upload scripts')
    .option('--format <format>', formats.join(', '), 'csv')
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText(
      'after',
      '\nExamples:\n  ferry report upload/photos-1 --format summary\n  ferry report data/cache/local_upload_cache_1a2b.json -o report.csv',
    )
    .action(async (name: string, options: ReportOptions) => {
      if (!formats.includes(options.format)) {
        throw new CommandError(
          `There is no report format "${options.format}". There are: ${formats.join(', ')}.`,
          exitCodes.usage,
        );
      }
      const found = await stat(name).catch(() => undefined);
      if (found?.isFile() === true) process.exitCode = await reportOldCache(name, options);
      else if (/\.json$/i.test(name))
        throw new CommandError(`There is no file ${name}. Check the path.`, exitCodes.usage);
      else await withInstallation((on) => printReport(on, name, options));
    });
}

async function reportOldCache(file: string, { format, output }: ReportOptions): Promise<number> {
  const cache = await readOldCache(file).catch((error: unknown) => {
    throw error instanceof OldCacheError ? new CommandError(error.message, exitCodes.usage) : error;
  });
  if (format === 'csv') {
    const to = output === undefined ? { stream: process.stdout } : { file: resolve(output) };
    await writeTable({ ...oldCacheTable(cache), safe: loadSettings().safeCells, to });
  } else {
    const lines = Readable.from(format === 'jsonl' ? jsonLines(cache) : [summariseOldCache(cache)]);
    if (output === undefined) for await (const piece of lines) process.stdout.write(piece as string);
    else await writeAtomically(resolve(output), lines);
  }
  if (output !== undefined) talk.say(`Written: ${resolve(output)}`);
  const { unreadable } = cache;
  if (unreadable.length === 0) return exitCodes.done;
  talk.say(`${formatCount(unreadable.length)} entries of ${cache.name} cannot be read and are left out:`);
  for (const words of unreadable.slice(0, namedAtMost)) talk.say(`  ${words}`);
  if (unreadable.length > namedAtMost) talk.say(`  and ${formatCount(unreadable.length - namedAtMost)} more`);
  return exitCodes.doneWithFailures;
}

function* jsonLines(cache: OldCache): Generator<string> {
  for (const entry of cache.kind === 'batch' ? cache.folders : cache.uploads) yield `${JSON.stringify(entry)}\n`;
}
