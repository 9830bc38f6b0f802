import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { ImageTooLargeError, ImageUnreadableError } from '../../src/images/image-error';
import { shrink } from '../../src/images/shrink';

const photos = resolve(__dirname, '..', '..', 'examples', 'photos');
let dir: string;
let outputPath: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ferry-shrink-'));
  outputPath = join(dir, 'small.jpg');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function photo(name: string, change: (image: sharp.Sharp) => sharp.Sharp): Promise<string> {
  const file = join(dir, name);
  await change(sharp(join(photos, 'rocket.jpg'))).toFile(file);
  return file;
}

test('a photo is made small enough by quality alone where that does', async () => {
  const inputPath = join(photos, 'rocket.jpg');
  const original = await sharp(inputPath).metadata();
  const best = await sharp(inputPath).jpeg({ quality: 85, progressive: true }).toBuffer();
  const maxBytes = Math.round(best.length * 0.8);
  const shrunk = await shrink({ inputPath, maxBytes, outputPath });
  expect(shrunk).toMatchObject({ width: original.width, height: original.height });
  expect(shrunk.quality).toBeLessThan(85);
  expect(shrunk.bytes).toBeLessThanOrEqual(maxBytes);
  expect((await stat(outputPath)).size).toBe(shrunk.bytes);
  expect(await sharp(outputPath).metadata()).toMatchObject({ format: 'jpeg', isProgressive: true });
});

test('size is lowered when quality does not do, and the proportions stay', async () => {
  const inputPath = join(photos, 'astronaut.png');
  const original = await sharp(inputPath).metadata();
  const shrunk = await shrink({ inputPath, maxBytes: 6_000, outputPath });
  expect(shrunk.bytes).toBeLessThanOrEqual(6_000);
  expect(shrunk.bytes).toBeGreaterThan(3_000);
  expect(shrunk.width).toBeLessThan(original.width);
  expect(shrunk.width / shrunk.height).toBeCloseTo(original.width / original.height, 1);
});

test.each([2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i is applied, once', async (orientation) => {
  const inputPath = await photo('turned.jpg', (image) => image.withMetadata({ orientation }));
  const stored = await sharp(inputPath).metadata();
  const upright = await sharp(inputPath).autoOrient().resize(64, 64, { fit: 'fill' }).raw().toBuffer();
  const { width, height } = await shrink({ inputPath, maxBytes: 60_000, outputPath });
  const result = await sharp(outputPath).metadata();
  expect(result).toMatchObject({ width, height });
  expect(result.orientation ?? 1).toBe(1);
  expect(width > height).toBe(orientation >= 5 ? stored.height > stored.width : stored.width > stored.height);
  const seen = await sharp(outputPath).resize(64, 64, { fit: 'fill' }).raw().toBuffer();
  const difference = seen.reduce((sum, value, index) => sum + Math.abs(value - (upright[index] ?? 0)), 0);
  expect(difference / seen.length).toBeLessThan(12);
});

test('the rest of the EXIF data stays', async () => {
  const inputPath = await photo('tagged.jpg', (image) => image.withExif({ IFD0: { Copyright: 'A. Photographer' } }));
  await shrink({ inputPath, maxBytes: 60_000, outputPath });
  expect((await sharp(outputPath).metadata()).exif?.toString('latin1')).toContain('A. Photographer');
});

test('transparency becomes white', async () => {
  const inputPath = join(dir, 'clear.png');
  await sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toFile(inputPath);
  await shrink({ inputPath, maxBytes: 5_000, outputPath });
  const [red] = await sharp(outputPath).raw().toBuffer();
  expect(red).toBeGreaterThan(250);
});

test('what cannot be decoded is refused with a reason, and nothing is left', async () => {
  const inputPath = join(dir, 'broken.jpg');
  await writeFile(inputPath, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5_000)]));
  await expect(shrink({ inputPath, maxBytes: 1_000, outputPath })).rejects.toThrow(ImageUnreadableError);
  await writeFile(inputPath, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  await expect(shrink({ inputPath, maxBytes: 1_000, outputPath })).rejects.toThrow(/SVG is a drawing/);
  await writeFile(inputPath, 'no image at all');
  await expect(shrink({ inputPath, maxBytes: 1_000, outputPath })).rejects.toThrow(/Convert it to JPEG/);
  expect(await readdir(dir)).toEqual(['broken.jpg']);
});

test('a photo cut off in the middle is refused, not uploaded half grey', async () => {
  const whole = await photo('whole.jpg', (image) => image);
  const bytes = await sharp(whole).toBuffer();
  const inputPath = join(dir, 'cut.jpg');
  await writeFile(inputPath, bytes.subarray(0, bytes.length / 2));
  await expect(shrink({ inputPath, maxBytes: 1_000, outputPath })).rejects.toThrow(ImageUnreadableError);
});

test('a bomb is refused by its header: 40 000 x 40 000 pixels in a few bytes', async () => {
  const inputPath = join(dir, 'bomb.png');
  await writeFile(inputPath, pngOf(40_000, 40_000));
  const refused = shrink({ inputPath, maxBytes: 1_000, outputPath });
  await expect(refused).rejects.toThrow(ImageTooLargeError);
  await expect(refused).rejects.toThrow('40000 x 40000 pixels');
});

test('an image that is decoded at once is refused where memory would not do', async () => {
  const inputPath = join(dir, 'interlaced.png');
  await writeFile(inputPath, pngOf(10_000, 10_000, { interlaced: true }));
  await expect(shrink({ inputPath, maxBytes: 1_000, outputPath })).rejects.toThrow(/300 MB of memory: 240 MB/);
});

test('an animation is refused: one picture of it would be left', async () => {
  const inputPath = join(dir, 'moving.gif');
  const frames = Buffer.alloc(10 * 20 * 3, 7).fill(200, 300);
  await sharp(frames, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } }).toFile(inputPath);
  await expect(shrink({ inputPath, maxBytes: 100, outputPath })).rejects.toThrow(/animation of 2 pictures/);
});

test('no limit is too small to be told', async () => {
  const inputPath = join(photos, 'rocket.jpg');
  await expect(shrink({ inputPath, maxBytes: 50, outputPath })).rejects.toThrow(/No JPEG of 50 bytes/);
});

test('an aborted signal ends it before the file appears', async () => {
  const inputPath = join(photos, 'rocket.jpg');
  const stop = new AbortController();
  const shrunk = shrink({ inputPath, maxBytes: 20_000, outputPath, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(shrunk).rejects.toThrow('enough');
  expect(await readdir(dir)).toEqual([]);
});

/** A PNG whose header claims a size its data do not fill. */
function pngOf(width: number, height: number, { interlaced } = { interlaced: false }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
