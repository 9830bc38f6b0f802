import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { sniff, sniffBytes } from '../../src/images/sniff';

const photos = resolve(__dirname, '..', '..', 'examples', 'photos');

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function bytes(...parts: (string | number[])[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

test.each([
  ['astronaut.png', 'png', 'image/png'],
  ['retina.jpg', 'jpeg', 'image/jpeg'],
])('%s is an image by its content', async (name, format, mime) => {
  expect(await sniff(await headOf(join(photos, name)))).toEqual({ mediaType: 'image', format, mime });
});

const pixel = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });

test.each([
  ['webp', 'webp'],
  ['gif', 'gif'],
  ['tiff', 'tiff'],
  ['avif', 'avif'],
] as const)('what sharp writes as %s is an image', async (format, expected) => {
  const head = await pixel.clone().toFormat(format).toBuffer();
  expect(await sniff(head.subarray(0, sniffBytes))).toMatchObject({ mediaType: 'image', format: expected });
});

const bitmap = bytes('BM', [66, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0]);

test.each([
  ['bmp', bitmap],
  ['heic', bytes([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0], 'mif1heic')],
  ['heic', bytes([0, 0, 0, 24], 'ftypmif1', [0, 0, 0, 0], 'mif1heic')],
  ['tiff', bytes('II', [0x2a, 0, 0, 0, 1, 0], Array<number>(40).fill(9))],
  ['psd', bytes('8BPS', [0, 1, 0, 0, 0, 0, 0, 0, 0, 3])],
  ['ico', bytes([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0])],
  ['jxl', bytes([0xff, 0x0a, 0xfa, 0x1f, 0x01, 0x91, 0x08, 0x06, 0x01, 0x00, 0x80, 0x00])],
  ['svg', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  [
    'svg',
    bytes([0xef, 0xbb, 0xbf], '<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg PUBLIC "a" "b">\n<svg width="1">'),
  ],
  ['svg', bytes('<!DOCTYPE svg PUBLIC "a" "b" [\n <!ENTITY ns "http://x">\n]>\n<svg:svg >')],
  ['svg', bytes('<!DOCTYPE svg PUBLIC "a" "b" [', '<!ENTITY ns "http://x">'.repeat(300))],
])('%s counts as an image', async (format, head) => {
  expect(await sniff(head)).toMatchObject({ mediaType: 'image', format });
});

test.each([
  ['other', 'empty', bytes('')],
  ['other', 'plain text', bytes('BMW and other cars')],
  ['other', 'plain text', bytes('name;price\nÄpfel;1,20\n')],
  ['other', 'plain text', bytes([0xff, 0xfe], [0x61, 0, 0x62, 0])],
  ['other', 'plain text', bytes('Gr', [0xfc], 'n ist die Wiese vor dem Haus')],
  ['other', 'plain text', bytes('a'.repeat(sniffBytes - 1), [0xc3])],
  ['other', 'unknown content', bytes([1, 2, 3, 4, 5, 6, 7, 8])],
  ['other', 'unknown content', bytes('BM', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])],
  ['other', 'zip archive', bytes('PK', [3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['document', 'PDF document', bytes('%PDF-1.7\nplain so far')],
  ['document', 'PDF document', bytes('%PDF-1.7\n%', [0xe2, 0xe3, 0xcf, 0xd3], '\n', [0, 1, 2])],
  ['document', 'HTML page', bytes('<!DOCTYPE html><html><body><svg></svg>')],
  ['document', 'HTML page', bytes('\n<html lang="en">Sign in to see this photo')],
  ['document', 'XML document', bytes('<?xml version="1.0"?><rss version="2.0">')],
  ['video', 'mp4', bytes([0, 0, 0, 24], 'ftypisom', [0, 0, 2, 0], 'isomiso2')],
  ['audio', 'mp3 audio', bytes('ID3', [4, 0, 0, 0, 0, 0, 35], 'TSSE', Array(40).fill(0))],
])('%s: %s', async (mediaType, format, head) => {
  expect(await sniff(head)).toMatchObject({ mediaType, format });
});

test('40 000 files are sniffed in seconds', async () => {
  const head = await headOf(join(photos, 'retina.jpg'));
  const startedAt = performance.now();
  for (let count = 0; count < 4_000; count += 1) await sniff(head);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
