import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BlobStore } from '../../../sandbox/frame/blob-store';
import type { Piece } from '../../../sandbox/frame/piece';
import { Spool } from '../../../sandbox/frame/spool';
import { md5, noise } from '../support/media';

let dir: string;
let blobs: BlobStore;
let spool: Spool;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'blobs-test-'));
  await mkdir(join(dir, 'incoming'));
  await mkdir(join(dir, 'blobs'));
  blobs = new BlobStore(join(dir, 'blobs'));
  spool = new Spool(join(dir, 'incoming'));
});
afterEach(() => rm(dir, { recursive: true }));

const take = (bytes: Buffer): Promise<Piece> =>
  spool.take(Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]));

test('small pieces stay in memory, large ones go to a file; both have the MD5 of all bytes', async () => {
  const [small, large] = [noise(1000), noise(1_000_000)];
  expect(await take(small)).toEqual({ bytes: 1000, md5: md5(small), content: { buffer: small } });
  const piece = await take(large);
  expect(piece).toMatchObject({ bytes: 1_000_000, md5: md5(large), content: { path: expect.any(String) as unknown } });
});

test('a stream that breaks leaves no file', async () => {
  let path = '';
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield noise(1_000_000);
    path = join(dir, 'incoming');
    throw new Error('cut');
  };
  await expect(spool.take(broken())).rejects.toThrow('cut');
  expect(readdirSync(path)).toEqual([]);
});

test('the same bytes are kept once, until the last holder lets go', async () => {
  const bytes = noise(1_000_000);
  const keys = await Promise.all([take(bytes), take(bytes)].map(async (piece) => blobs.keep(await piece)));
  const [key = ''] = keys;
  expect(keys).toEqual([key, key]);
  await blobs.release(key);
  expect(await readFile(blobs.path(key))).toEqual(bytes);
  await blobs.release(key);
  expect(existsSync(blobs.path(key))).toBe(false);
});

test('bytes that come back while they are let go are there', async () => {
  for (let i = 0; i < 50; i++) {
    const key = await blobs.keep(await take(noise(5000)));
    const [, again] = await Promise.all([blobs.release(key), blobs.keep(await take(noise(5000)))]);
    expect(await readFile(blobs.path(again))).toEqual(noise(5000));
    await blobs.release(again);
  }
});

test('what nobody holds is swept away', async () => {
  const key = await blobs.keep(await take(noise(10)));
  await mkdir(join(dir, 'blobs', 'zz'));
  await writeFile(join(dir, 'blobs', 'zz', 'orphan'), 'x');
  await blobs.sweep();
  expect(existsSync(join(dir, 'blobs', 'zz', 'orphan'))).toBe(false);
  expect(existsSync(blobs.path(key))).toBe(true);
});
