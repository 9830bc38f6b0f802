import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consolidateTable, convertTable, cutIntoRanges, openTable, writeTable, type OutputRow } from '../src/tables';

/** The most memory the process had while something ran. */
async function measure(work: () => Promise<number>): Promise<{ rows: number; seconds: number; peakBytes: number }> {
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().rss)), 20);
  const startedAt = performance.now();
  try {
    const rows = await work();
    return { rows, seconds: (performance.now() - startedAt) / 1000, peakBytes };
  } finally {
    clearInterval(watch);
  }
}

function* productRows(rows: number): Generator<OutputRow> {
  const host = 'https://res.cloudinary.com/demo/image/upload/v1712345678';
  // A stride without common factors with the rows scatters the images of a product over the table.
  for (let at = 0; at < rows; at += 1) {
    const image = (at * 7919) % rows;
    const [product, position] = [Math.floor(image / 4), (image % 4) + 1];
    yield { sku: product, url: `${host}/shop/P${product}_${position}.png`, text: 'Some "words"\nand more' };
  }
}

/** `node dist/bench/tables.js [rows]`: what tables cost in time and memory, a million rows when nothing is said. */
async function main(): Promise<void> {
  const rows = Number(process.argv[2] ?? 1_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'ferry-bench-'));
  const file = join(folder, 'products.csv');
  const ways: Record<string, () => Promise<number>> = {
    write: async () =>
      (await writeTable({ to: { file }, columns: ['sku', 'url', 'text'], rows: productRows(rows) })).rows,
    'cut into ranges': async () => {
      let read = 0;
      for await (const range of cutIntoRanges({ file, rowsPerRange: 1000 })) read += range.rows;
      return read;
    },
    read: async () => {
      let read = 0;
      for await (const { index } of (await openTable({ file })).rows()) read = index;
      return read;
    },
    convert: async () => {
      const to = { file: join(folder, 'jpg.csv') };
      return (await convertTable({ table: await openTable({ file }), urlColumn: 'url', format: 'jpg', to })).converted;
    },
    consolidate: async () => {
      const [to, unmatchedTo] = [{ file: join(folder, 'skus.csv') }, { file: join(folder, 'rest.csv') }];
      const table = await openTable({ file });
      return (await consolidateTable({ table, imageColumn: 'url', to, unmatchedTo })).rows;
    },
  };
  try {
    process.stdout.write('| what | rows | seconds | rows/s | peak MB |\n| --- | ---: | ---: | ---: | ---: |\n');
    for (const [what, work] of Object.entries(ways)) {
      const { rows: done, seconds, peakBytes } = await measure(work);
      const rate = Math.round(done / seconds);
      process.stdout.write(
        `| ${what} | ${done} | ${seconds.toFixed(1)} | ${rate} | ${Math.round(peakBytes / 1e6)} |\n`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
