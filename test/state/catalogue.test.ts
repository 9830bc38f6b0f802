import type { CatalogueEntry, CatalogueRow, CatalogueSpace } from '../../src/state/catalogue-row';
import { catalogueLines } from '../../src/state/catalogue-lines';
import type { State } from '../../src/state/state';
import { describeOnEach } from './databases';

function entry(publicId: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  const key = `image/upload/${publicId}.jpg`;
  return {
    key,
    form: '',
    item: key,
    resourceType: 'image',
    type: 'upload',
    publicId,
    version: 1_700_000_000,
    bytes: 3_000_000_000,
    folder: publicId.includes('/') ? publicId.slice(0, publicId.lastIndexOf('/')) : '',
    path: `demo/${publicId}.jpg`,
    modifiedAt: '2023-11-14T22:13:20.000Z',
    details: { public_id: publicId, tags: ['ü', '写'] },
    ...more,
  };
}

const saved = { fingerprint: 'f', md5: 'a'.repeat(32), bytes: 3_000_000_000, mtimeMs: 1_700_000_000_123, at: 'then' };
const start = Date.parse('2026-05-01T10:00:00.000Z');
const everything = { folder: '', resourceTypes: ['image', 'video', 'raw'], form: '' };

describeOnEach('the catalogue', (database) => {
  let state: State;
  let space: CatalogueSpace;
  let count = 0;
  beforeAll(async () => (state = await database.connect()));
  beforeEach(() => {
    space = { scope: `cloudinary:c${(count += 1)}`, root: '/downloads' };
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'setInterval'],
      now: start,
    });
  });
  afterEach(() => jest.useRealTimers());

  const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
  const record = async (entries: CatalogueEntry[], { minutes = 0, jobId = 'job-1' } = {}) => {
    jest.setSystemTime(start + minutes * 60_000);
    await state.catalogue.record(space, entries, jobId);
  };
  const rows = async (): Promise<CatalogueRow[]> => {
    const read = [];
    for await (const row of state.catalogue.read(space)) read.push(row);
    return read;
  };
  const unseen = async (selection: Partial<typeof everything & { sinceVersion: number }>, since = at(30)) =>
    (await state.catalogue.unseen(space, { ...everything, ...selection }, { since })).map(({ publicId }) => publicId);

  test('keeps what the listing said, and what was saved when the listing says something new', async () => {
    await record([entry('a/写'), entry('b', { etag: 'e' })]);
    await state.catalogue.recordSaved(space, 'image/upload/a/写.jpg', saved);
    const newer = entry('a/写', { version: 1_800_000_000, bytes: 5, details: { public_id: 'a/写', tags: [] } });
    await record([newer], { minutes: 1 });
    const found = await state.catalogue.find(space, ['image/upload/a/写.jpg', 'image/upload/b.jpg', 'none']);
    expect(found.get('image/upload/a/写.jpg')).toEqual({ ...newer, etag: undefined, saved, goneAt: undefined });
    expect(found.get('image/upload/b.jpg')).toMatchObject({ etag: 'e', saved: undefined });
    expect(found.size).toBe(2);
    expect(await state.catalogue.find({ ...space, root: '/other' }, ['image/upload/b.jpg'])).toEqual(new Map());
    expect(await state.catalogue.find(space, [])).toEqual(new Map());
  });

  test('takes pages of any length, a row twice in one included, and reads all in the order of the keys', async () => {
    const many = Array.from({ length: 1203 }, (_, n) => entry(`many/${n}`));
    await record([...many, entry('many/7', { bytes: 7 })]);
    await record([]);
    const read = await rows();
    expect(read.map(({ publicId }) => publicId).sort()).toEqual(many.map(({ publicId }) => publicId).sort());
    expect(read.find(({ publicId }) => publicId === 'many/7')?.bytes).toBe(7);
    const found = await state.catalogue.find(space, [...many.map(({ key }) => key)]);
    expect(found.size).toBe(1203);
  });

  test('what no listing has shown since is unseen, in the selection only', async () => {
    await record([
      entry('old'),
      entry('brand/x'),
      entry('brand/deep/x'),
      entry('brand2/x'),
      entry('brand_x/y'),
      entry('film', { resourceType: 'video' }),
      entry('late', { version: 1_900_000_000 }),
      entry('small', { key: 'small', form: 'w_1' }),
      entry('doc', { resourceType: 'raw' }),
    ]);
    await record([entry('seen')], { minutes: 60 });
    const all = ['brand/deep/x', 'brand/x', 'brand2/x', 'brand_x/y', 'doc', 'film', 'late', 'old'];
    expect((await unseen({})).sort()).toEqual(all);
    expect((await unseen({ folder: 'brand' })).sort()).toEqual(['brand/deep/x', 'brand/x']);
    expect(await unseen({ folder: 'brand%' })).toEqual([]);
    expect(await unseen({ resourceTypes: ['video'] })).toEqual(['film']);
    expect(await unseen({ sinceVersion: 1_800_000_000 })).toEqual(['late']);
    expect((await unseen({ form: 'w_1' })).sort()).toEqual(['doc', 'small']);
    expect(await unseen({}, at(0))).toEqual([]);
  });

  test('what is gone is told once, and is back when a listing shows it', async () => {
    await record([entry('a'), entry('b')]);
    await state.catalogue.markGone(space, ['image/upload/a.jpg']);
    await state.catalogue.markGone(space, []);
    expect(await unseen({})).toEqual(['b']);
    await record([entry('a')], { minutes: 1 });
    expect((await unseen({})).sort()).toEqual(['a', 'b']);
  });

  test('unseen assets come by pages in the order of their keys', async () => {
    await record(Array.from({ length: 702 }, (_, n) => entry(String(n).padStart(4, '0'))));
    const first = await state.catalogue.unseen(space, everything, { since: at(30) });
    const next = await state.catalogue.unseen(space, everything, { since: at(30), after: first.at(-1)?.key });
    expect([first.length, next.length]).toEqual([500, 202]);
    expect(new Set([...first, ...next].map(({ key }) => key)).size).toBe(702);
  });

  test('a job has seen a listing whole when it says so, and began when its first one did', async () => {
    const jobId = `job ${space.scope}`;
    expect(await state.catalogue.listingsOf(jobId)).toEqual({ completed: new Set(), startedAt: undefined });
    await state.catalogue.beginListing(jobId, 'image/upload');
    jest.setSystemTime(start + 60_000);
    await state.catalogue.beginListing(jobId, 'image/upload');
    await state.catalogue.beginListing(jobId, 'raw/upload');
    await state.catalogue.completeListing(jobId, 'raw/upload');
    expect(await state.catalogue.listingsOf(jobId)).toEqual({ completed: new Set(['raw/upload']), startedAt: at(0) });
  });

  test('a dry one knows the same and notes nothing', async () => {
    await record([entry('a')]);
    const dry = state.catalogue.dry();
    await dry.record(space, [entry('b')], 'dry');
    await dry.recordSaved(space, 'image/upload/a.jpg', saved);
    await dry.markGone(space, ['image/upload/a.jpg']);
    await dry.beginListing(`dry ${space.scope}`, 'x');
    expect((await dry.find(space, ['image/upload/a.jpg'])).get('image/upload/a.jpg')).toEqual((await rows())[0]);
    expect(await rows()).toEqual([{ ...entry('a'), etag: undefined, saved: undefined, goneAt: undefined }]);
    expect((await state.catalogue.listingsOf(`dry ${space.scope}`)).startedAt).toBeUndefined();
  });

  test('two processes may write the same rows at once', async () => {
    const other = await database.connect();
    const page = Array.from({ length: 300 }, (_, n) => entry(`p/${n}`));
    await Promise.all([
      state.catalogue.record(space, page, 'job-1'),
      other.catalogue.record(space, [...page].reverse(), 'job-2'),
    ]);
    expect(await rows()).toHaveLength(300);
  });

  test('its lines say all that the listing said, where the file is and what is in it', async () => {
    await record([entry('a'), entry('b', { key: 'b', form: 'w_1' })]);
    await state.catalogue.recordSaved(space, 'image/upload/a.jpg', saved);
    const lines = [];
    for await (const line of catalogueLines(state.catalogue, space)) lines.push(JSON.parse(line) as unknown);
    expect(lines).toContainEqual({
      public_id: 'a',
      tags: ['ü', '写'],
      path: 'demo/a.jpg',
      saved_md5: saved.md5,
      saved_bytes: saved.bytes,
      saved_at: 'then',
    });
    expect(lines).toContainEqual({ public_id: 'b', tags: ['ü', '写'], path: 'demo/b.jpg', transformation: 'w_1' });
  });
});
