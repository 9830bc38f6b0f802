import { inspect } from 'node:util';
import type { Asset, Folder, SourceRef } from '../../src/core/asset';
import type { Content, Source } from '../../src/providers/provider';
import { ProviderError } from '../../src/providers/provider-error';
import { failureOf, md5, never, someBytes as anyBytes } from './contents';
import { isExempt, sourceFaultNames, type SourceHarness } from './harness';

const options = { signal: never };

async function folderPages(source: Source, limit: number): Promise<Folder[][]> {
  const pages: Folder[][] = [];
  let cursor: string | undefined;
  do {
    const page = await source.folders({ cursor, limit, recursive: true }, options);
    pages.push(page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

async function assetsIn(source: Source, folder: SourceRef, limit: number): Promise<Asset[]> {
  const assets: Asset[] = [];
  let cursor: string | undefined;
  do {
    const page = await source.list({ folder, cursor, limit }, options);
    expect(page.entries.length + page.oddities.length).toBeLessThanOrEqual(limit);
    assets.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return assets;
}

async function bytesOf(content: Content, start?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await content.open(start)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** What every source must do, whatever service it is. */
export function sourceSuite(start: () => Promise<SourceHarness>): void {
  let harness: SourceHarness;
  let source: Source;
  beforeAll(async () => (harness = await start()));
  afterAll(() => harness.close());
  beforeEach(async () => {
    await harness.reset();
    source = await harness.open();
  });

  const at = (path: string) => `${path}.${harness.contents?.extension ?? 'bin'}`;
  const someBytes = (length: number) => harness.contents?.bytes(length) ?? anyBytes(length);

  const tree = () =>
    [
      'b',
      'a',
      'a/1',
      'a-b/1',
      'a/c/deep/er/1',
      'a.d/1',
      '写真/été',
      '写真/Фото/🎉 x',
      ...Array.from({ length: 20 }, (_, n) => `many/${n}`),
    ].map(at);

  test.each([1, 2, 3, 7, 1000])('each folder and each asset comes exactly once, by pages of %d', async (limit) => {
    for (const path of tree()) await harness.write(path, someBytes(8 + path.length));
    await source.check(options);
    const folders = (await folderPages(source, limit)).flat();
    expect(folders[0]?.path).toBe('');
    expect(new Set(folders.map(({ path }) => path)).size).toBe(folders.length);
    const found: string[] = [];
    for (const folder of folders) found.push(...(await assetsIn(source, folder, limit)).map(({ path }) => path));
    expect(found.sort()).toEqual(tree().sort());
  });

  test('without subfolders there is the root alone', async () => {
    for (const path of tree()) await harness.write(path, someBytes(8 + path.length));
    const { entries, cursor } = await source.folders({ limit: 10, recursive: false }, options);
    expect([entries.map(({ path }) => path), cursor]).toEqual([[''], undefined]);
    expect((await assetsIn(source, { path: '' }, 10)).map(({ path }) => path).sort()).toEqual([at('a'), at('b')]);
  });

  test('an asset says what it is, and its fingerprint changes with its content', async () => {
    const bytes = someBytes(1000);
    await harness.write(at('a/x'), bytes);
    const [first] = await assetsIn(source, { path: 'a' }, 10);
    const media = harness.contents === undefined ? 'other' : 'image';
    expect(first).toMatchObject({ path: at('a/x'), name: at('x'), bytes: 1000, media });
    expect((await assetsIn(source, { path: 'a' }, 10))[0]?.fingerprint).toBe(first?.fingerprint);
    await harness.write(at('a/x'), someBytes(1000));
    expect((await assetsIn(source, { path: 'a' }, 10))[0]?.fingerprint).not.toBe(first?.fingerprint);
  });

  test('content can be read as often as wanted, from any byte on, and none at all', async () => {
    const bytes = someBytes(700_000);
    await harness.write(at('x'), bytes);
    const content = await source.content({ path: at('x') }, options);
    expect(content.bytes).toBe(bytes.length);
    for (const from of [0, 1, 262_144, 699_999, 700_000]) {
      expect(md5(await bytesOf(content, from))).toBe(md5(bytes.subarray(from)));
    }
    if (isExempt(harness.emptyAssets)) return;
    await harness.write(at('empty'), Buffer.alloc(0));
    expect(await bytesOf(await source.content({ path: at('empty') }, options))).toHaveLength(0);
  });

  test('what a listing gives is read by what it gave', async () => {
    const bytes = someBytes(2000);
    await harness.write(at('a/x'), bytes);
    const [folder] = (await folderPages(source, 10)).flat().filter(({ path }) => path === 'a');
    const [asset] = await assetsIn(source, folder ?? { path: 'none' }, 10);
    const content = await source.content({ path: at('a/x'), ref: asset?.ref }, options);
    expect(content).toMatchObject({ bytes: asset?.bytes, fingerprint: asset?.fingerprint });
    expect((await bytesOf(content)).equals(bytes)).toBe(true);
  });

  test('a page goes on where the last one ended though that asset has gone meanwhile', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await harness.write(at(name), someBytes(8));
    const first = await source.list({ folder: { path: '' }, limit: 2 }, options);
    await harness.remove(first.entries[1]?.path ?? '');
    const next = await source.list({ folder: { path: '' }, cursor: first.cursor, limit: 10 }, options);
    const names = [...first.entries, ...next.entries].map(({ name }) => name);
    expect(names.sort()).toEqual([at('a'), at('b'), at('c'), at('d')]);
  });

  test('what has gone is not found: when asked for, and when opened', async () => {
    expect(await failureOf(source.content({ path: at('never') }, options))).toMatchObject({ kind: 'NotFound' });
    await harness.write(at('x'), someBytes(10));
    const content = await source.content({ path: at('x') }, options);
    await harness.remove(at('x'));
    const error = await failureOf(bytesOf(content));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ kind: 'NotFound' });
  });

  test('a folder that has gone is not found', async () => {
    expect(await failureOf(source.list({ folder: { path: 'gone' }, limit: 10 }, options))).toMatchObject({
      kind: 'NotFound',
    });
  });

  test.each([
    ['longer', 5_000_000],
    ['shorter', 3_000_000],
    ['other', 4_000_000],
  ])('content that becomes %s while it is read fails, and is not handed on whole', async (_how, length) => {
    const old = someBytes(4_000_000);
    await harness.write(at('x'), old);
    const content = await source.content({ path: at('x') }, options);
    let read = 0;
    const parts: Buffer[] = [];
    const reading = (async () => {
      for await (const part of await content.open()) {
        if (read === 0) await harness.write(at('x'), someBytes(length));
        read += (part as Buffer).length;
        parts.push(part as Buffer);
      }
    })();
    if (isExempt(harness.givesOldContent)) {
      await reading;
      return expect(md5(Buffer.concat(parts))).toBe(md5(old));
    }
    expect(await failureOf(reading)).toMatchObject({ kind: 'Transient' });
    expect(read).toBeLessThan(4_000_000);
  });

  test('content that was changed before it is opened fails at once', async () => {
    await harness.write(at('x'), someBytes(1000));
    const content = await source.content({ path: at('x') }, options);
    await harness.write(at('x'), someBytes(1000));
    expect(await failureOf(bytesOf(content))).toMatchObject({ kind: 'Transient' });
  });

  test.each(sourceFaultNames)('%s: the right kind, after one request, with no secret', async (name) => {
    if (isExempt(harness.faults)) return expect(harness.faults.exempt).not.toBe('');
    const fault = harness.faults[name];
    await harness.write(at('x'), someBytes(100_000));
    const content = await source.content({ path: at('x') }, options);
    await fault.arrange();
    const before = await harness.refusals?.();
    const error = await failureOf(
      fault.on === 'open' ? bytesOf(content) : source.list({ folder: { path: '' }, limit: 10 }, options),
    );
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ kind: fault.kind, details: fault.details ?? {} });
    if (before !== undefined) expect(await harness.refusals?.()).toBe(before + 1);
    const shown = [String(error), JSON.stringify(error), inspect(error, { depth: null, showHidden: true })].join('\n');
    for (const secret of harness.secrets ?? []) expect(shown).not.toContain(secret);
    expect('cause' in (error as Error)).toBe(false);
  });

  test('a listing that was aborted fails with the abort', async () => {
    await harness.write(at('x'), someBytes(10));
    const listing = source.list({ folder: { path: '' }, limit: 10 }, { signal: AbortSignal.abort() });
    expect(await failureOf(listing)).toMatchObject({ name: 'AbortError' });
  });
}
