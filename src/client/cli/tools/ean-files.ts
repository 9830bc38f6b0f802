import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTable, type OutputRow } from '../../../tables';
import { readLines, writeLines } from '../../../tables/json-lines';
import { whileUnfinished } from '../../../tables/unfinished';
import type { LookedUp } from './ean-lookup';

/** What a search came to, and the files that say it. */
export interface EanSearch {
  codes: number;
  found: number;
  notFound: number;
  invalid: number;
  /** Products that are there without a single image. */
  withoutImages: number;
  files: { all: string; found: string; notFound: string };
}

interface AnswersToWrite {
  /** Make cells safe that a spreadsheet would take for formulas; true when absent. */
  safe?: boolean;
  answers: AsyncIterable<LookedUp>;
  outputDir: string;
  /** At least so many columns for images. */
  imageColumns: number;
  at: Date;
}

/**
 * Writes what a search came to: `ean_ALL_<time>.csv`, and `ean_FOUND_...` and `ean_NOT_FOUND_...`, which have each row of
 * it between them. None is there unless the search went through.
 */
export async function writeEanFiles({
  answers,
  outputDir,
  imageColumns,
  at,
  safe,
}: AnswersToWrite): Promise<EanSearch> {
  await mkdir(outputDir, { recursive: true });
  const files = freeFiles(outputDir, at);
  const search: EanSearch = { codes: 0, found: 0, notFound: 0, invalid: 0, withoutImages: 0, files };
  const folder = await mkdtemp(join(outputDir, '.ferry-ean-'));
  const answersFile = join(folder, 'answers.jsonl');
  let mostImages = imageColumns;
  async function* counted(): AsyncGenerator<LookedUp> {
    for await (const answer of answers) {
      count(search, answer);
      mostImages = Math.max(mostImages, answer.images.length);
      yield answer;
    }
  }
  await whileUnfinished(folder, async () => {
    await writeLines(answersFile, counted());
    const images = Array.from({ length: mostImages }, (_, at) => `image_${at + 1}`);
    const write = (file: string, columns: string[], isWanted: (answer: LookedUp) => boolean) =>
      writeTable({ columns: ['ean', ...images, ...columns], rows: rowsOf(answersFile, isWanted), safe, to: { file } });
    await write(files.all, ['status', 'problem'], () => true);
    await write(files.found, [], ({ status }) => status === 'found');
    await write(files.notFound, ['status', 'problem'], ({ status }) => status !== 'found');
  });
  return search;
}

function count(search: EanSearch, { status, images }: LookedUp): void {
  search.codes += 1;
  if (status === 'found') search.found += 1;
  else if (status === 'invalid') search.invalid += 1;
  else search.notFound += 1;
  if (status === 'found' && images.length === 0) search.withoutImages += 1;
}

async function* rowsOf(file: string, isWanted: (answer: LookedUp) => boolean): AsyncGenerator<OutputRow> {
  for await (const answer of readLines<LookedUp>(file)) {
    if (!isWanted(answer)) continue;
    const { ean, images, status, problem } = answer;
    yield { ...Object.fromEntries(images.map((url, at) => [`image_${at + 1}`, url])), ean, status, problem };
  }
}

/** Names that no file has yet: two searches may end in one second. */
function freeFiles(dir: string, at: Date): EanSearch['files'] {
  for (let n = 1; ; n += 1) {
    const time = `${timestamp(at)}${n === 1 ? '' : `_${n}`}`;
    const named = (word: string): string => join(dir, `ean_${word}_${time}.csv`);
    const files = { all: named('ALL'), found: named('FOUND'), notFound: named('NOT_FOUND') };
    if (!Object.values(files).some((file) => existsSync(file))) return files;
  }
}

/** `20241103_142030`, in local time. */
function timestamp(at: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}_${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
