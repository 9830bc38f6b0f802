import fc from 'fast-check';
import { join, resolve, sep } from 'node:path';
import {
  foldedPath,
  longestPartBytes,
  longestPathBytes,
  markedPath,
  safePart,
  safePath,
} from '../../src/core/safe-path';

const digest = '0123456789abcdef0123456789abcdef';

test.each([
  ['plain/path/photo.jpg', 'plain/path/photo.jpg'],
  ['Über uns/写真 1.png', 'Über uns/写真 1.png'],
  ['../../etc/passwd', '__/__/etc/passwd'],
  ['..', '__'],
  ['.', '_'],
  ['', '_'],
  ['/etc/passwd', '_/etc/passwd'],
  ['a//b', 'a/_/b'],
  ['a/./b', 'a/_/b'],
  ['a/../b', 'a/__/b'],
  ['a/b/', 'a/b/_'],
  ['...', '___'],
  ['. .', '___'],
  ['.hidden', '.hidden'],
  ['C:\\Windows\\win.ini', 'C__Windows_win.ini'],
  ['\\\\server\\share', '__server_share'],
  ['file.txt:stream', 'file.txt_stream'],
  ['what?.jpg', 'what_.jpg'],
  ['a<b>c"d|e*f', 'a_b_c_d_e_f'],
  ['trailing. ', 'trailing__'],
  ['folder. /x', 'folder__/x'],
  [' leading', '_leading'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['com1.tar.gz', '_com1.tar.gz'],
  ['COM¹', '_COM¹'],
  ['con .jpg', '_con .jpg'],
  ['aux/lpt9/x', '_aux/_lpt9/x'],
  ['conin$', '_conin$'],
  ['console', 'console'],
  ['a\u0000b\nc\u007f', 'a_b_c_'],
  ['cod\u202egpj.exe', 'cod_gpj.exe'],
  ['half \ud83d.jpg', 'half _.jpg'],
  ['e\u0301te\u0301', 'été'],
  ['x.jpg.0a1b2c3d.ferry-part', '_x.jpg.0a1b2c3d_ferry-part'],
])('%j becomes %j', (path, expected) => {
  expect(safePath(path, digest)).toBe(expected);
});

test('what is too long is cut between characters, keeps its extension and is told apart by its digest', () => {
  const name = safePath(`${'🎉'.repeat(300)}.jpg`, digest);
  expect(name).toMatch(/^(🎉)+_01234567\.jpg$/u);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(longestPartBytes);
  expect(safePath(`${'🎉'.repeat(300)}.jpg`, 'ffffffffff')).not.toBe(name);
  const deep = safePath(`${'folder/'.repeat(200)}x.jpg`, digest);
  expect(deep).toBe('_long/0123456789abcdef/x.jpg');
});

test('any path at all stays inside, fits, and is safe already when it is made safe again', () => {
  const root = resolve('/downloads');
  const anything = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('..', '.', '', 'NUL', 'a.', '/', '\\')),
    {
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(anything, (parts) => {
      const safe = safePath(parts.join('/'), digest);
      expect(resolve(join(root, safe)).startsWith(root + sep)).toBe(true);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(longestPathBytes);
      for (const part of safe.split('/')) {
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(longestPartBytes);
        expect(part).not.toMatch(/[<>:"|?*\\\p{Cc}]|[. ]$|^$/u);
        expect(safePart(part)).toBe(part);
      }
    }),
    { numRuns: 500 },
  );
});

test('paths that a disk without case takes for one are folded to one', () => {
  expect(foldedPath('Shop/É.JPG')).toBe(foldedPath('shop/e\u0301.jpg'));
  expect(foldedPath('shop/a.jpg')).not.toBe(foldedPath('shop/b.jpg'));
});

test('a mark goes before the extension', () => {
  expect([markedPath('a.b/c.jpg', '_2'), markedPath('a.b/c', '_2'), markedPath('.env', '_2')]).toEqual([
    'a.b/c_2.jpg',
    'a.b/c_2',
    '.env_2',
  ]);
});
