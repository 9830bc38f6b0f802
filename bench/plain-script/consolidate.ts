import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const [input = '', output = ''] = process.argv.slice(2);

/** All SKUs with their images by position, held in memory. */
async function readSkus(): Promise<Map<string, string[]>> {
  const skus = new Map<string, string[]>();
  const rows = createReadStream(input).pipe(parse({ columns: true })) as AsyncIterable<Record<string, string>>;
  for await (const { url = '' } of rows) {
    const [, sku = '', position = ''] = /([^/]+)_(\d+)\.\w+$/.exec(url) ?? [];
    const images = skus.get(sku) ?? [];
    images[Number(position) - 1] = url;
    skus.set(sku, images);
  }
  return skus;
}

async function main(): Promise<void> {
  const skus = await readSkus();
  const most = [...skus.values()].reduce((longest, { length }) => Math.max(longest, length), 0);
  const columns = Array.from({ length: most }, (_, at) => `image_${at + 1}`);
  function* rows(): Generator<string[]> {
    yield ['sku', ...columns];
    for (const sku of [...skus.keys()].sort()) yield [sku, ...columns.map((_, at) => skus.get(sku)?.[at] ?? '')];
  }
  await pipeline(rows, stringify(), createWriteStream(output));
}

void main();
