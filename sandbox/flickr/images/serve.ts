import { createReadStream } from 'node:fs';
import sharp from 'sharp';
import { textAnswer, type Answer } from '../../frame/answer';
import { byteRangeOf } from '../../frame/byte-range';
import type { Exchange } from '../../frame/exchange';
import { picture } from '../../frame/pictures';
import type { Account } from '../account';
import { tooManyRequests } from '../pages';
import type { Photo } from '../store/photo';
import { originalOf, renditionOf, sizes, videoFileOf, type Rendition } from './image-address';

const imagePath = /^(?:\/live)?\/(?:video\/\d+\/[0-9a-f]+\/orig\.\w+|\d{1,6}\/\d{6,}_[0-9a-f]+(?:_[a-z])?\.\w+)$/;
const playPath = /^\/photos\/[^/]+\/(\d+)\/play\/orig\/([0-9a-f]+)\/?$/;

/** True for the addresses of files: with `/live` before them as the API gives them, and without as the real host has them. */
export function isImagePath(path: string): boolean {
  return imagePath.test(path) || playPath.test(path);
}

/** Gives a file away: who knows an address needs no key. */
export async function serveImage(account: Account, exchange: Exchange): Promise<Answer> {
  const [, id, secret] = playPath.exec(exchange.path) ?? [];
  if (id !== undefined) return playOriginal(account, id, secret ?? '');
  const { downloadsLeft } = account.settings;
  if (downloadsLeft === 0) return tooManyRequests();
  const path = exchange.path.replace(/^\/live/, '');
  const found = find(account, path);
  if (!found) return textAnswer(404, '<html><body><h1>404 Not Found</h1></body></html>');
  exchange.subject = found.photo.id;
  if (downloadsLeft !== null) account.settings = { ...account.settings, downloadsLeft: downloadsLeft - 1 };
  return found.size === 'original' ? sendOriginal(account, exchange, found.photo) : sendSize(account, found);
}

interface Found {
  photo: Photo;
  size: 'original' | Rendition;
}

/** The file of an address: only its very address gives it. */
function find(account: Account, path: string): Found | undefined {
  const photo = account.photos.get(/\/(\d{6,})[_/]/.exec(path)?.[1] ?? '');
  if (!photo) return undefined;
  const isAt = (url: string): boolean => url.endsWith(`/live${path}`);
  if (photo.media === 'video' && isAt(videoFileOf(account, photo))) return { photo, size: 'original' };
  const original = originalOf(account, photo);
  if (isAt(original.url)) return { photo, size: photo.media === 'video' ? original : 'original' };
  for (const size of sizes) {
    const rendition = renditionOf(account, photo, size);
    if (rendition && isAt(rendition.url)) return { photo, size: rendition };
  }
  return undefined;
}

function playOriginal(account: Account, id: string, secret: string): Answer {
  const photo = account.photos.get(id);
  if (photo?.media !== 'video' || photo.originalSecret !== secret) {
    return textAnswer(404, '<html><body><h1>404 Not Found</h1></body></html>');
  }
  return { status: 302, headers: { Location: videoFileOf(account, photo) } };
}

function sendOriginal(account: Account, exchange: Exchange, photo: Photo): Answer {
  const headers: Record<string, string> = {
    'Content-Type': contentTypes[photo.format] ?? 'application/octet-stream',
    ETag: `"${photo.md5}"`,
    'Last-Modified': new Date(photo.uploadedAt * 1000).toUTCString(),
    'Accept-Ranges': 'bytes',
  };
  if (exchange.header('if-none-match') === headers.ETag) return { status: 304, headers };
  const range = byteRangeOf(exchange.header('range'), photo.bytes);
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${photo.bytes}` } };
  }
  const { start, end } = range ?? { start: 0, end: photo.bytes - 1 };
  headers['Content-Length'] = String(end - start + 1);
  if (range) headers['Content-Range'] = `bytes ${start}-${end}/${photo.bytes}`;
  const body = createReadStream(account.blobs.path(photo.blob), { start, end });
  return { status: range ? 206 : 200, headers, body };
}

/** A smaller one is made as it is asked for; of what cannot be decoded here it is a picture that stands for it. */
async function sendSize(account: Account, { photo, size }: Found): Promise<Answer> {
  if (size === 'original') throw new Error('an original is sent as it is');
  const { width, height, url } = size;
  const isDecodable = photo.media === 'photo' && photo.format !== 'heic';
  const source = isDecodable ? account.blobs.path(photo.blob) : await picture('png', photo.id);
  const format = url.endsWith('.png') ? 'png' : url.endsWith('.gif') ? 'gif' : 'jpeg';
  const body = await sharp(source, { failOn: 'none' })
    .resize(width, height, { fit: 'cover' })
    .toFormat(format)
    .toBuffer();
  return { status: 200, headers: { 'Content-Type': `image/${format}` }, body };
}

const contentTypes: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  heic: 'image/heic',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  avi: 'video/x-msvideo',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  mpg: 'video/mpeg',
  wmv: 'video/x-ms-wmv',
  '3gp': 'video/3gpp',
};
