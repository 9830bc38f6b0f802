import fc from 'fast-check';
import { candidateName, cleanPart, cleanRoot, longestName, markedName, wishedName } from '../../src/core/naming';

const digest = '0123456789abcdef0123456789abcdef';

function wished(path: string, root = '', keepExtension = false): string {
  return wishedName({ path, root, keepExtension, digest });
}

describe('one part of a path', () => {
  test.each([
    ['Sommer-Schuh', 'Sommer-Schuh'],
    ['Crème Brûlée', 'Creme_Brulee'],
    ['Cre\u0300me', 'Creme'],
    ['Ångström Œuvre', 'Angstrom_Œuvre'],
    ['Ä & B', 'A_and_B'],
    ['Black&White', 'Black_and_White'],
    ['&', 'and'],
    ['＆', 'and'],
    ['100% Cotton?', '100__Cotton_'],
    ['what? <no> #1 + 2 \\ 3', 'what___no___1___2___3'],
    ['ａ？ｂ', 'a_b'],
    ['a℀b', 'aa_cb'],
    ['  two   spaces\t\n', 'two_spaces'],
    ['no\u00a0break\u2003em\u3000wide', 'no_break_em_wide'],
    ['tab\u0000nul\u0085nel', 'tab_nul_nel'],
    ['archive.2024.final', 'archive.2024.final'],
    ['.', 'unnamed'],
    ['..', 'unnamed'],
    ['…', 'unnamed'],
    ['', 'unnamed'],
    ['   ', 'unnamed'],
    ['???', '___'],
    ['写真 一', '写真_一'],
    ['Фото №1', 'Фото_No1'],
    ['ελληνικά', 'ελληνικά'],
    ['हिन्दी', 'हिन्दी'],
    ['が', 'が'],
    ['한국', '한국'],
    ['🎉 party 👩‍👩‍👧', '🎉_party_👩‍👩‍👧'],
    ['half \ud83d smile', 'half___smile'],
  ])('%j becomes %j', (part, cleaned) => {
    expect(cleanPart(part)).toBe(cleaned);
    expect(cleanPart(cleaned)).toBe(cleaned);
  });

  test('one name written in two Unicode forms, as a Mac and a Linux disk do, is one name', () => {
    for (const name of ['Müller', 'が', '한국', 'ά']) {
      expect(cleanPart(name.normalize('NFD'))).toBe(cleanPart(name.normalize('NFC')));
    }
  });
});

describe('the destination path of an asset', () => {
  test.each([
    ['Summer Shoes/Ä & B.png', 'shop', 'shop/Summer_Shoes/A_and_B'],
    ['a.tar.gz', '', 'a.tar'],
    ['.hidden', '', '.hidden'],
    ['.jpg', 'x', 'x/.jpg'],
    ['name.', '', 'name.'],
    ['no extension', '', 'no_extension'],
    ['trailing space .jpg', '', 'trailing_space'],
    ['../../etc/passwd.jpg', 'safe', 'safe/unnamed/unnamed/etc/passwd'],
    ['???.jpg', 'r', 'r/___'],
    ['deep/a/b/c/d/e.png', ' /Shop & Co// 2024 /', 'Shop_and_Co/2024/deep/a/b/c/d/e'],
  ])('%j below %j is %j', (path, root, name) => {
    expect(wished(path, root)).toBe(name);
  });

  test('types that keep it have the extension, cleaned too', () => {
    expect(wished('docs/price list.PDF', 'shop', true)).toBe('shop/docs/price_list.PDF');
    expect(wished('archive.tar.gz', '', true)).toBe('archive.tar.gz');
    expect(wished('README', '', true)).toBe('README');
  });

  test('300 characters are cut to 255, and names that differ only behind the cut stay apart', () => {
    const long = 'x'.repeat(300);
    const one = wishedName({ path: `${long}1.jpg`, root: 'r', keepExtension: false, digest: 'aaaaaaaabb' });
    const two = wishedName({ path: `${long}2.jpg`, root: 'r', keepExtension: false, digest: 'bbbbbbbbaa' });
    expect(one).toBe(`r/${'x'.repeat(244)}_aaaaaaaa`);
    expect(one).toHaveLength(longestName);
    expect(two).not.toBe(one);
  });

  test('255 characters are left as they are', () => {
    expect(wished(`${'x'.repeat(255)}.jpg`)).toBe('x'.repeat(255));
  });

  test('a raw name that is cut keeps its extension', () => {
    const name = wished(`${'x'.repeat(300)}.pdf`, '', true);
    expect(name).toHaveLength(longestName);
    expect(name).toMatch(/x_01234567\.pdf$/);
  });

  test('no emoji is cut in half', () => {
    for (const lead of ['', 'a']) {
      const name = wished(`${lead}${'😀'.repeat(200)}.jpg`);
      expect(name).toMatch(/😀_01234567$/);
      expect(Buffer.from(name, 'utf8').toString('utf8')).toBe(name);
      expect(name.length).toBeLessThanOrEqual(longestName);
    }
  });
});

describe('the next name of one that is taken', () => {
  test('counts from 2, in the folder, before the extension of raw names', () => {
    expect([1, 2, 3, 10].map((n) => candidateName('f/a', n, false))).toEqual(['f/a', 'f/a_2', 'f/a_3', 'f/a_10']);
    expect(candidateName('f.d/a.v1.pdf', 2, true)).toBe('f.d/a.v1_2.pdf');
    expect(candidateName('f/a.v1', 2, false)).toBe('f/a.v1_2');
    expect(candidateName('f.d/README', 2, true)).toBe('f.d/README_2');
  });

  test('a mark such as the random one of UNIQUE_FILENAME stands before the extension of raw names too', () => {
    expect(markedName('f/a.pdf', '_q7x9z1', true)).toBe('f/a_q7x9z1.pdf');
    expect(markedName('f/a.pdf', '_q7x9z1', false)).toBe('f/a.pdf_q7x9z1');
  });

  test('of a name that is as long as may be has room made for the number', () => {
    const longest = `f/${'x'.repeat(253)}`;
    expect(candidateName(longest, 12, false)).toBe(`f/${'x'.repeat(250)}_12`);
    const inLongFolder = `${'f'.repeat(253)}/a`;
    expect(candidateName(inLongFolder, 2, false)).toBe(`${'f'.repeat(253)}_2`);
  });
});

const nastyCharacter = fc.oneof(
  fc.constantFrom(
    ...Array.from('?&#\\%<>+/ \t\n._&＆？…'),
    '\u0301',
    '\u00a0',
    '\ud83d',
    '\ude00',
    '\u0000',
    '😀',
    'é',
    'ß',
    '写',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const nastyText = fc.array(nastyCharacter, { maxLength: 60 }).map((parts) => parts.join(''));
const longText = fc
  .tuple(nastyText, fc.nat(300), fc.constantFrom('x', '😀', ' ', '/y'))
  .map(([text, times, filler]) => text + filler.repeat(times));

const refusedByCloudinary = /[?&#\\%<>+]/;
const notText = /[\u0000-\u001f\u007f]|\p{Cs}/u;

describe('whatever a file is called', () => {
  test('cleaning a part twice changes nothing more, and leaves what may stand in a name', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const cleaned = cleanPart(text);
        expect(cleanPart(cleaned)).toBe(cleaned);
        expect(cleaned).not.toBe('');
        expect(cleaned).not.toMatch(refusedByCloudinary);
        expect(cleaned).not.toMatch(notText);
        expect(cleaned).not.toMatch(/\s|\//);
      }),
      { numRuns: 2000 },
    );
  });

  test('the name is never empty, never refused, never too long', () => {
    fc.assert(
      fc.property(longText, longText, fc.boolean(), fc.integer({ min: 1, max: 5000 }), (path, root, keep, n) => {
        const name = candidateName(wished(path, root, keep), n, keep);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(longestName);
        expect(name).not.toMatch(refusedByCloudinary);
        expect(name).not.toMatch(notText);
        expect(name).not.toMatch(/^[\s/]|[\s/]$|\/\//);
        expect(name.split('/')).not.toContain('..');
      }),
      { numRuns: 2000 },
    );
  });

  test('the candidates for one name are all different', () => {
    fc.assert(
      fc.property(longText, fc.boolean(), (path, keep) => {
        const name = wished(path, 'r', keep);
        const candidates = Array.from({ length: 120 }, (_, index) => candidateName(name, index + 1, keep));
        expect(new Set(candidates).size).toBe(120);
      }),
      { numRuns: 100 },
    );
  });

  test('what is below a root stays below it', () => {
    fc.assert(fc.property(nastyText, (path) => expect(wished(path, 'shop/2024').startsWith('shop/2024/')).toBe(true)));
    expect(cleanRoot(' / ')).toBe('');
  });
});
