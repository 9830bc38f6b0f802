import { mkdir, mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freshColumn } from './column-names';
import { imageEntries } from './image-entries';
import { defaultImagePattern, imageNameReader } from './image-pattern';
import { compareImages, placeImages, type Displaced, type ImageEntry, type SkuImages } from './image-rows';
import { readLines, writeLines } from './json-lines';
import type { Table } from './open-table';
import { sortOnDisk } from './sort-on-disk';
import { whileUnfinished } from './unfinished';
import { writeTable, type OutputRow } from './write-table';

interface TableToConsolidate {
  /** Make cells safe that a spreadsheet would take for formulas; true when absent. */
  safe?: boolean;
  table: Table;
  /** The column with the URLs or names of images. */
  imageColumn: string;
  /** The column with the SKU; without one the SKU is read from the image's name. */
  skuColumn?: string;
  /** A regular expression with the groups `sku` and `pos`; see `defaultImagePattern`. */
  pattern?: string;
  to: { file: string };
  /** Rows that found no place, in their order, with the reason in a column of its own. */
  unmatchedTo: { file: string };
  /** A position beyond is a number of another kind, such as a date; 200 when absent. */
  maxImages?: number;
  /** How many rows are held in memory for sorting; 50 000 when absent. */
  rowsInMemory?: number;
  /** Told after every so many rows. */
  progress?: { everyRows: number; tell: (done: { rows: number }) => void };
}

/** What came of a table of images. Each row has a place, is unmatched, or repeats another. */
export interface ConsolidatedTable {
  rows: number;
  skus: number;
  /** The number of image columns: the highest position. */
  images: number;
  unmatched: number;
  /** Rows that say again what another says: the same image for the same SKU. */
  repeated: number;
}

/**
 * Makes one row for each SKU, `sku,image_1..image_N`, sorted by SKU, of a table with an image a row. Images go to the
 * column of their position: gaps are empty columns, and where positions begin at 0 that is `image_1`. With a SKU column,
 * images without a position follow the others in the order of their rows. Memory is flat: sorting takes room on disk
 * beside the output.
 *
 * @throws TableError for a pattern that is none, and as `Table.rows` does; the files then are as before.
 */
export async function consolidateTable(input: TableToConsolidate): Promise<ConsolidatedTable> {
  const { table, to, unmatchedTo, skuColumn, progress, safe, maxImages = 200, rowsInMemory = 50_000 } = input;
  const readName = imageNameReader(input.pattern ?? defaultImagePattern, { needsSku: skuColumn === undefined });
  await mkdir(dirname(to.file), { recursive: true });
  const folder = await mkdtemp(join(dirname(to.file), '.ferry-sort-'));
  const result: ConsolidatedTable = { rows: 0, skus: 0, images: 0, unmatched: 0, repeated: 0 };
  let firstPosition = 1;
  const seen = (entry: ImageEntry | Displaced): void => {
    result.rows += 1;
    if ('position' in entry && entry.position === 0) firstPosition = 0;
    if (progress !== undefined && result.rows % progress.everyRows === 0) progress.tell({ rows: result.rows });
  };
  const sorting = { folder, itemsInMemory: rowsInMemory };
  const placedFile = join(folder, 'placed.jsonl');
  await whileUnfinished(folder, async () => {
    const items = imageEntries({ ...input, readName, maxImages, seen });
    const placed = placeImages({
      entries: sortOnDisk({ items, compare: compareImages, ...sorting }),
      firstPosition: () => firstPosition,
      maxImages,
      onTaken: skuColumn === undefined ? 'displace' : 'append',
      repeated: () => (result.repeated += 1),
    });
    await writeLines(placedFile, counted(placed, result));
    const images = Array.from({ length: result.images }, (_, at) => `image_${at + 1}`);
    const { delimiter, bom } = table.dialect;
    await writeTable({ columns: ['sku', ...images], delimiter, bom, safe, rows: skuRows(placedFile), to });
    const displaced = sortOnDisk({ items: displacedIn(placedFile), compare: (a, b) => a.row - b.row, ...sorting });
    const reason = freshColumn('reason', table.columns);
    const rows = unmatchedRows({ table, displaced, reason });
    await writeTable({ columns: [...table.columns, reason], delimiter, bom, safe, rows, to: unmatchedTo });
  });
  return result;
}

async function* counted(
  placed: AsyncIterable<SkuImages | Displaced>,
  result: ConsolidatedTable,
): AsyncGenerator<SkuImages | Displaced> {
  for await (const one of placed) {
    if ('reason' in one) result.unmatched += 1;
    else {
      result.skus += 1;
      result.images = Math.max(result.images, one.images.length);
    }
    yield one;
  }
}

async function* skuRows(placedFile: string): AsyncGenerator<OutputRow> {
  for await (const one of readLines<SkuImages | Displaced>(placedFile)) {
    if ('reason' in one) continue;
    const cells = one.images.map((image, at) => [`image_${at + 1}`, image ?? ''] as const);
    yield { sku: one.sku, ...Object.fromEntries(cells) };
  }
}

async function* displacedIn(placedFile: string): AsyncGenerator<Displaced> {
  for await (const one of readLines<SkuImages | Displaced>(placedFile)) if ('reason' in one) yield one;
}

interface UnmatchedRows {
  table: Table;
  /** Sorted by row. */
  displaced: AsyncGenerator<Displaced, void, void>;
  /** The column for reasons. */
  reason: string;
}

/** Reads the table once more, beside the list of rows that are wanted of it. */
async function* unmatchedRows({ table, displaced, reason }: UnmatchedRows): AsyncGenerator<OutputRow> {
  try {
    let next = await displaced.next();
    if (next.done === true) return;
    for await (const { index, cells } of table.rows()) {
      if (index !== next.value.row) continue;
      yield { ...cells, [reason]: next.value.reason };
      next = await displaced.next();
      if (next.done === true) return;
    }
  } finally {
    await displaced.return();
  }
}
