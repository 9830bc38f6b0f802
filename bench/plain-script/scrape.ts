import { v2 as cloudinary, type ResourceApiResponse } from 'cloudinary';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { measured } from './tell';

const [, to = '', concurrency = ''] = process.argv.slice(2);

type Found = ResourceApiResponse['resources'][number];

async function listAll(resourceType: string): Promise<Found[]> {
  const found: Found[] = [];
  let cursor: string | undefined;
  do {
    const page = (await cloudinary.api.resources({
      resource_type: resourceType,
      type: 'upload',
      max_results: 500,
      next_cursor: cursor,
    })) as ResourceApiResponse & { next_cursor?: string };
    found.push(...page.resources);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return found;
}

async function save({ secure_url: url, public_id: publicId, resource_type: type, format }: Found): Promise<void> {
  const file = join(to, type === 'raw' ? publicId : `${publicId}.${format}`);
  const answer = await fetch(url);
  if (!answer.ok || answer.body === null) throw new Error(`${url}: ${answer.status}`);
  await mkdir(dirname(file), { recursive: true });
  await pipeline(Readable.from(answer.body), createWriteStream(file));
}

void measured(async () => {
  const { default: pLimit } = await import('p-limit');
  const limit = pLimit(Number(concurrency));
  for (const resourceType of ['image', 'video', 'raw']) {
    const found = await listAll(resourceType);
    await Promise.all(found.map((one) => limit(() => save(one))));
  }
});
