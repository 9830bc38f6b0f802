import { createHash } from 'node:crypto';
import { ContentHash } from '../../src/providers/dropbox/content-hash';

const block = 4 * 1024 * 1024;
const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

test('of nothing it is the SHA-256 of nothing', () => {
  expect(new ContentHash().digest()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test.each([1, block - 1, block, block + 1, 2 * block + 7])(
  'of %d bytes it is that of their blocks, however they come',
  (length) => {
    const bytes = Buffer.alloc(length, 'assetferry');
    const digests: Buffer[] = [];
    for (let start = 0; start < length; start += block) digests.push(sha(bytes.subarray(start, start + block)));
    for (const pieceBytes of [length, 65_536, 3_000_001]) {
      const hash = new ContentHash();
      for (let start = 0; start < length; start += pieceBytes) hash.update(bytes.subarray(start, start + pieceBytes));
      expect(hash.digest()).toBe(sha(Buffer.concat(digests)).toString('hex'));
    }
  },
);
