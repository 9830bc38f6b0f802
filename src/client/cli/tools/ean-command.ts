import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { countOf, formatCount } from '../../../core/format';
import type { Products } from '../../../products';
import { loadSettings } from '../../../settings';
import { TableError } from '../../../tables';
import { CommandError, exitCodes } from '../exit-codes';
import { talk } from '../talk';
import { codesIn, codesInFile, isCodeFile } from './ean-codes';
import { addDatabaseOptions, listOf, productSource, withProducts, type DatabaseOptions } from './ean-database';
import { writeEanFiles, type EanSearch } from './ean-files';
import { addEanLoadCommand } from './ean-load-command';
import { lookUp, type LookedUp } from './ean-lookup';
import { promptForCodes } from './ean-prompt';
import { interruptible } from './interruptible';

interface EanOptions extends DatabaseOptions {
  file?: string;
  imageColumns?: string[];
  outputDir: string;
  json?: boolean;
}

/** Adds `ferry ean`: the images of products by EAN, out of a product database. */
export function addEanCommand(program: Command): void {
  const ean = program
    .command('ean [codes...]')
    .description(
      'images of products by EAN (GTIN-8, -12, -13, -14), from a product database; asks when no code is given',
    )
    .option('--file <file>', 'codes in lines, between commas, or in a column of a CSV')
    .option(
      '--image-columns <columns>',
      'with commas between; their order is that of the images (EAN_IMAGE_COLUMNS; default: image_1, image_2 ...)',
      collect,
    )
    .option('--output-dir <dir>', 'where ean_ALL_, ean_FOUND_ and ean_NOT_FOUND_<time>.csv are written', '.')
    .option('--json', 'print the counts as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ferry ean load examples/products.csv\n  ferry ean 4006381333931,5901234123457\n  ferry ean --file codes.txt --database postgres://me@db/shop --table catalogue',
    )
    // `ferry ean load --database ...` is for load.
    .enablePositionalOptions();
  addDatabaseOptions(ean);
  addEanLoadCommand(ean);
  ean.action(async (codes: string[], options: EanOptions) => {
    const isAsked = codes.length === 0 && options.file === undefined;
    if (isAsked && !process.stdin.isTTY) {
      throw new CommandError('Give codes: ferry ean 4006381333931, or --file codes.txt.', exitCodes.usage);
    }
    await withProducts(productSource(options), async (products) => {
      if (isAsked) await converse(products, options);
      else {
        const search = await run(products, options, given(codes, options.file), {
          isShown: options.file === undefined,
        });
        process.exitCode = exitCodeOf(search);
      }
    });
  });
}

/** Asks for codes until there are no more; every line is a search of its own. */
async function converse(products: Products, options: EanOptions): Promise<void> {
  talk.say('A code, several with commas between, or a file with codes. An empty line ends.');
  await promptForCodes({
    input: process.stdin,
    output: process.stderr,
    historyFile: join(loadSettings().home, 'ean-history'),
    answer: async (line) => {
      const isFile = await isCodeFile(line);
      await run(products, options, given([line], undefined), { isShown: !isFile }).catch((error: unknown) => {
        // A mistyped name of a file is no reason to go.
        if (!(error instanceof TableError) && !(error instanceof CommandError)) throw error;
        talk.say(error.message);
      });
    },
  });
}

async function* given(codes: string[], file: string | undefined): AsyncGenerator<string> {
  for (const text of codes) {
    if (await isCodeFile(text)) yield* codesInFile(text);
    else yield* codesIn(text);
  }
  if (file !== undefined) yield* codesInFile(file);
}

async function run(
  products: Products,
  { outputDir, json }: EanOptions,
  codes: AsyncIterable<string>,
  { isShown }: { isShown: boolean },
): Promise<EanSearch> {
  const answers = shown(lookUp(codes, products), { isShown: isShown && json !== true });
  const imageColumns = products.imageColumns.length;
  const search = await interruptible(() =>
    writeEanFiles({ answers, outputDir, imageColumns, at: new Date(), safe: loadSettings().safeCells }),
  );
  const { codes: all, found, notFound, invalid, withoutImages, files } = search;
  const without = withoutImages === 0 ? '' : ` (${formatCount(withoutImages)} without images)`;
  talk.say(
    `${countOf(all, 'code')}: ${formatCount(found)} found${without}, ${formatCount(notFound)} not found, ${formatCount(invalid)} invalid.`,
  );
  talk.say(`Written: ${files.all}, ${files.found}, ${files.notFound}`);
  const paths = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, resolve(file)]));
  if (json === true) talk.data(JSON.stringify({ ...search, files: paths }));
  return search;
}

/** Says each answer as it comes: images as data, the rest as talk. */
async function* shown(answers: AsyncIterable<LookedUp>, { isShown }: { isShown: boolean }): AsyncGenerator<LookedUp> {
  for await (const answer of answers) {
    const { ean, status, images, problem } = answer;
    if (isShown) for (const image of images) talk.data(`${ean}\t${image}`);
    if (isShown && status === 'not found') talk.say(`${ean}: not in the database`);
    if (isShown && status === 'invalid') talk.say(`${ean} ${problem ?? ''}`);
    yield answer;
  }
}

function exitCodeOf({ notFound, invalid }: EanSearch): number {
  return notFound + invalid > 0 ? exitCodes.doneWithFailures : exitCodes.done;
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), ...(listOf(value) ?? [])];
}
