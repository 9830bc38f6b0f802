import { scrape } from '../../src/jobs/scrape';
import { specKey } from '../../src/jobs/spec-key';

const context = { setting: () => undefined, cwd: '/work' };
const specOf = (input: Record<string, unknown> = {}) => scrape.toSpec(input, context);

test('without options: the whole account into downloads, ten at once', () => {
  expect(specOf()).toMatchObject({
    type: 'scrape',
    name: 'all',
    source: { provider: 'cloudinary', root: '?resource_type=image%2Cvideo%2Craw' },
    destination: { provider: 'local', root: '/work/downloads' },
    scrape: { folder: '', resourceTypes: ['image', 'video', 'raw'] },
    concurrency: 10,
    leaveQuota: 0,
    pageSize: 500,
  });
});

test.each([
  ['shop/2026', 'shop/2026', 'shop-2026'],
  ['/shop/', 'shop', 'shop'],
  ['Été & Co', 'Été & Co', expect.stringMatching(/^[\p{L}\p{N}._-]+$/u)],
])('--folder %s is the account’s own folder, and names the job', (folder, root, name) => {
  const spec = specOf({ folder });
  expect(spec.scrape.folder).toBe(root);
  expect(spec.source.root.startsWith(`${root}?`)).toBe(true);
  expect(spec.name).toEqual(name);
});

test.each([
  ['all', ['image', 'video', 'raw']],
  ['raw', ['raw']],
  ['raw, image', ['image', 'raw']],
])('--resource-type %s', (resourceTypes, expected) => {
  expect(specOf({ resourceTypes }).scrape.resourceTypes).toEqual(expected);
});

test.each([
  ['2026-10-01', '2026-10-01T00:00:00.000Z'],
  ['2026-10-01T12:30:00Z', '2026-10-01T12:30:00.000Z'],
  ['2026-10-01T12:30:00+02:00', '2026-10-01T10:30:00.000Z'],
])('--since %s is an instant', (since, instant) => {
  expect(specOf({ since }).scrape.since).toBe(instant);
});

test.each([
  [{ since: 'yesterday' }, /2026-10-01T12:00:00Z/],
  [{ since: '7' }, /2026-10-01T12:00:00Z/],
  [{ since: '2026-13-01' }, /2026-10-01T12:00:00Z/],
  [{ resourceTypes: 'audio' }, /no resource type .{1,3}audio/],
  [{ concurrency: 0 }, /concurrency|--concurrency/],
  [{ pageSize: 501 }, /500/],
])('%j is refused', (input, words) => {
  expect(() => specOf(input)).toThrow(words);
});

test('another selection, form or place is another job; the same one is the same', () => {
  const inputs = [
    {},
    { folder: 'a' },
    { resourceTypes: 'raw' },
    { since: '2026-10-01' },
    { transformation: 'w_10' },
    { output: '/elsewhere' },
    { profile: 'two' },
  ];
  expect(new Set(inputs.map((input) => specKey(specOf(input)))).size).toBe(inputs.length);
  expect(specKey(specOf({ folder: 'a' }))).toBe(specKey(specOf({ folder: '/a/' })));
});
