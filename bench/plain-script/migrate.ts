import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { measured } from './tell';
import { uploadLink, uploadStream } from './to-cloudinary';

const [csv = '', , concurrency = '', how = ''] = process.argv.slice(2);

interface Row {
  url: string;
  public_id: string;
}

async function copy({ url, public_id: publicId }: Row): Promise<void> {
  if (how === 'fetch') return uploadLink(url, publicId);
  const answer = await fetch(url);
  if (!answer.ok || answer.body === null) throw new Error(`${url}: ${answer.status}`);
  await uploadStream(Readable.from(answer.body), publicId);
}

void measured(async () => {
  const { default: pLimit } = await import('p-limit');
  const limit = pLimit(Number(concurrency));
  const copies: Promise<void>[] = [];
  const rows = createReadStream(csv).pipe(parse({ columns: true })) as AsyncIterable<Row>;
  for await (const row of rows) copies.push(limit(() => copy(row)));
  await Promise.all(copies);
});
