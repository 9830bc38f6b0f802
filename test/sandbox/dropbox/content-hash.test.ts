import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { contentHash } from '../../../sandbox/dropbox/content-hash';

const block = 4 * 1024 * 1024;
const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

function inPieces(bytes: Buffer, length: number): Readable {
  const pieces: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += length) pieces.push(bytes.subarray(start, start + length));
  return Readable.from(pieces);
}

test('of nothing it is the SHA-256 of nothing', async () => {
  expect(await contentHash(Readable.from([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test.each([1, block - 1, block, block + 1, 2 * block, 2 * block + 7])(
  'of %d bytes it is the hash of the hashes of their blocks, however they come',
  async (length) => {
    const bytes = Buffer.alloc(length, 'assetferry');
    const digests: Buffer[] = [];
    for (let start = 0; start < length; start += block) digests.push(sha(bytes.subarray(start, start + block)));
    const expected = sha(Buffer.concat(digests)).toString('hex');
    for (const pieces of [length, 65_536, 1_000_003]) expect(await contentHash(inPieces(bytes, pieces))).toBe(expected);
  },
);
