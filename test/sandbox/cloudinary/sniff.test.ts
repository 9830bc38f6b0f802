import { Readable } from 'node:stream';
import sharp from 'sharp';
import type { Piece } from '../../../sandbox/frame/piece';
import { Inspector } from '../../../sandbox/cloudinary/media/inspect';
import { Spool } from '../../../sandbox/frame/spool';
import { jpeg, mp4, noise, png } from '../support/media';

const spool = new Spool('/nowhere');
const inspector = new Inspector();

function piece(bytes: Buffer): Promise<Piece> {
  return spool.take(Readable.from([bytes]));
}

async function kindOf(bytes: Buffer): Promise<{ resourceType: string; format?: string; broken?: string }> {
  return inspector.inspect(await piece(bytes));
}

const svg =
  '<?xml version="1.0"?><!-- a --><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><g></g></svg>';

function bmp(): Buffer {
  const bytes = Buffer.alloc(54 + 16);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(2, 22);
  return bytes;
}

/** A HEIF file in its outer shape: brands, and a box that says how large the picture is. */
function heic(): Buffer {
  const ispe = Buffer.alloc(20);
  ispe.writeUInt32BE(20, 0);
  ispe.write('ispe', 4, 'latin1');
  ispe.writeUInt32BE(640, 12);
  ispe.writeUInt32BE(480, 16);
  const meta = Buffer.concat([Buffer.from([0, 0, 0, 28]), Buffer.from('meta'), ispe]);
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), meta]);
}

const formats: [string, () => Promise<Buffer>][] = [
  ['jpg', () => jpeg()],
  ['png', () => png()],
  [
    'gif',
    async () =>
      sharp(await png())
        .gif()
        .toBuffer(),
  ],
  [
    'webp',
    async () =>
      sharp(await png())
        .webp()
        .toBuffer(),
  ],
  [
    'tiff',
    async () =>
      sharp(await png())
        .tiff()
        .toBuffer(),
  ],
  [
    'avif',
    async () =>
      sharp(await png())
        .avif({ effort: 0 })
        .toBuffer(),
  ],
  ['svg', async () => Buffer.from(svg)],
  ['bmp', async () => bmp()],
  ['heic', async () => heic()],
];

test.each(formats)('%s is an image with a size', async (format, make) => {
  const kind = await kindOf(await make());
  expect(kind).toMatchObject({
    resourceType: 'image',
    format,
    width: expect.any(Number) as unknown,
    height: expect.any(Number) as unknown,
  });
  expect(kind.broken).toBeUndefined();
});

test.each(formats)('%s without its last third is broken', async (_format, make) => {
  const bytes = await make();
  expect((await kindOf(bytes.subarray(0, Math.floor(bytes.length * 0.66)))).broken).toBeDefined();
});

test('a photograph with another in its header still ends early when its own end is missing', async () => {
  const thumbnail = await jpeg(5);
  const photo = await jpeg(6, 400, 300);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xffe1, 0);
  segment.writeUInt16BE(thumbnail.length + 2, 2);
  const whole = Buffer.concat([photo.subarray(0, 2), segment, thumbnail, photo.subarray(2)]);
  expect((await kindOf(whole)).broken).toBeUndefined();
  expect((await kindOf(whole.subarray(0, whole.length - 100))).broken).toBe('ends early');
});

test('what comes after the end of a photograph does no harm', async () => {
  expect((await kindOf(Buffer.concat([await jpeg(), noise(500)]))).broken).toBeUndefined();
});

test.each([
  ['mp4', mp4()],
  ['webm', Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.from('....webm')])],
  ['mkv', Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.from('....matroska')])],
  ['avi', Buffer.from('RIFF....AVI LIST')],
  ['mov', Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1')],
  ['mp3', Buffer.from('ID3\x03rest')],
])('%s is a film or a sound', async (format, bytes) => {
  expect(await kindOf(bytes)).toMatchObject({ resourceType: 'video', format });
});

test.each(['plain text', '<html><svg></svg></html>', '{"a":1}', 'BM is how this text begins', ''])(
  '%j is nothing of the kind',
  async (text) => {
    expect((await kindOf(Buffer.from(text))).resourceType).toBe('raw');
  },
);
