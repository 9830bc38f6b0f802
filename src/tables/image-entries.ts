import type { ImageName } from './image-pattern';
import type { Displaced, ImageEntry } from './image-rows';
import type { Table } from './open-table';

interface RowsOfImages {
  table: Table;
  imageColumn: string;
  skuColumn?: string;
  readName: (image: string) => ImageName;
  maxImages: number;
  /** Told of each row once it has been read. */
  seen: (entry: ImageEntry | Displaced) => void;
}

/** What each row of a table says of an image: one entry a row. */
export async function* imageEntries(input: RowsOfImages): AsyncGenerator<ImageEntry | Displaced> {
  for await (const { index: row, cells, problem } of input.table.rows()) {
    const entry = problem === undefined ? readEntry({ ...input, row, cells }) : { row, reason: problem };
    input.seen(entry);
    yield entry;
  }
}

function readEntry(input: RowsOfImages & { row: number; cells: Record<string, string> }): ImageEntry | Displaced {
  const { row, cells, imageColumn, skuColumn, readName, maxImages } = input;
  const image = (cells[imageColumn] ?? '').trim();
  if (image === '') return { row, reason: 'no image' };
  const { sku: namedSku, position } = readName(image);
  const isFar = position !== undefined && position > maxImages;
  if (skuColumn !== undefined) {
    const sku = (cells[skuColumn] ?? '').trim();
    if (sku === '') return { row, reason: 'no SKU' };
    return { row, sku, image, ...(position === undefined || isFar ? {} : { position }) };
  }
  if (namedSku === undefined || position === undefined) return { row, reason: 'the name does not fit the pattern' };
  if (isFar) return { row, reason: `position ${position} is beyond ${maxImages}` };
  return { row, sku: namedSku, image, position };
}
