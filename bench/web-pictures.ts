import { createHash } from 'node:crypto';
import type { PlantedFile } from './transfers';
import type { World } from './world';

/** A picture of the sandbox's web server. */
export interface WebPicture extends PlantedFile {
  url: string;
}

const picturesAtOnce = 8;

/** So many distinct pictures of the sandbox's web server; the same ones each time, so that it has made them before. */
export async function webPictures({ sandbox }: World, count: number): Promise<WebPicture[]> {
  const pictures: WebPicture[] = [];
  for (let from = 1; from <= count; from += picturesAtOnce) {
    const numbers = Array.from({ length: Math.min(picturesAtOnce, count - from + 1) }, (_, at) => from + at);
    pictures.push(...(await Promise.all(numbers.map((number) => pictureAt(sandbox.url, number)))));
  }
  return pictures;
}

async function pictureAt(origin: string, number: number): Promise<WebPicture> {
  const subject = `/web/pictures/bench/${String(number).padStart(6, '0')}.jpg`;
  const url = origin + subject;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The sandbox answers ${answer.status} to ${subject}.`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { url, subject, size: bytes.length, md5: createHash('md5').update(bytes).digest('hex') };
}
