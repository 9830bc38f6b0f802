import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Asset, Folder, Oddity } from '../../src/core/asset';
import type { Source } from '../../src/providers/provider';
import { failureOf, md5, never } from './contents';
import { DriveControl, openFolder, quota, service } from './google-drive.harness';

const options = { signal: never };

let sandbox: Sandbox;
let control: DriveControl;
beforeAll(async () => {
  sandbox = await startSandbox();
  control = new DriveControl(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => control.reset());

async function foldersOf(source: Source, limit = 100): Promise<Folder[]> {
  const folders: Folder[] = [];
  let cursor: string | undefined;
  do {
    const page = await source.folders({ cursor, limit, recursive: true }, options);
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    folders.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return folders;
}

async function everything(source: Source, limit = 100): Promise<{ assets: Asset[]; oddities: Oddity[] }> {
  const [assets, oddities]: [Asset[], Oddity[]] = [[], []];
  for (const folder of await foldersOf(source, limit)) {
    let cursor: string | undefined;
    do {
      const page = await source.list({ folder, cursor, limit }, options);
      assets.push(...page.entries);
      oddities.push(...page.oddities);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return { assets, oddities };
}

async function bytesOf(source: Source, asset: { path: string; ref?: string }): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await (await source.content(asset, options)).open()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const pathsOf = (found: { path: string }[]): string[] => found.map(({ path }) => path).sort();
const person = (): Record<string, string> => ({
  GOOGLE_DRIVE_CREDENTIALS_FILE: control.credentialsFile('authorized-user'),
});

describe('as a source', () => {
  test('a Shared Drive is walked level by level, also by another process that begins in the middle', async () => {
    const ids = await control.seed({
      drives: [{ key: 'team', name: 'Team' }],
      folders: [
        { key: 'b', name: 'b', parent: 'team' },
        { key: 'a', name: 'a', parent: 'team' },
        { key: 'ac', name: 'c', parent: 'a' },
        { key: 'ab', name: 'b.1', parent: 'a' },
        { key: 'deep', name: 'd', parent: 'ab' },
      ],
      files: [{ key: 'x', name: 'x.png', parent: 'deep' }],
    });
    const open = () => openFolder(sandbox, `id:${ids.team}`);
    expect(await open().check(options)).toEqual({ name: 'Team' });
    const whole = (await foldersOf(open())).map(({ path, ref }) => [path, ref]);
    expect(whole).toEqual([
      ['', ids.team],
      ['a', ids.a],
      ['b', ids.b],
      ['a/b.1', ids.ab],
      ['a/c', ids.ac],
      ['a/b.1/d', ids.deep],
    ]);
    const pieces: string[] = [];
    let cursor: string | undefined;
    do {
      // Another instance each time knows nothing of the walk so far.
      const page = await open().folders({ cursor, limit: 1, recursive: true }, options);
      pieces.push(...page.entries.map(({ path }) => path));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(pieces).toEqual(whole.map(([path]) => path));
    const below = openFolder(sandbox, `id:${ids.team}/a/b.1`);
    expect(pathsOf((await everything(below)).assets)).toEqual(['d/x.png']);
    expect(open()).toMatchObject({ scope: `google-drive:id:${ids.team}`, service, quotas: [quota] });
  });

  test('resource keys come along: of the link, of folders below, of files and of shortcuts', async () => {
    const ids = await control.seed({
      folders: [
        { key: 'top', name: 'Top', resourceKey: '0-top' },
        { key: 'sub', name: 'sub', parent: 'top', resourceKey: '0-sub' },
        { key: 'far', name: 'far', resourceKey: '0-far' },
      ],
      files: [
        { key: 'a', name: 'a.png', parent: 'sub', resourceKey: '0-a' },
        { key: 'b', name: 'b.png', parent: 'far', resourceKey: '0-b' },
      ],
      shortcuts: [
        { name: 'to far', parent: 'top', target: 'far' },
        { name: 'to b.png', parent: 'top', target: 'b' },
      ],
    });
    expect(await failureOf(openFolder(sandbox, `id:${ids.top}`).check(options))).toMatchObject({
      kind: 'NotFound',
      message: /not shared with ferry@ferry-sandbox.*resource key/,
    });
    const source = openFolder(sandbox, `id:${ids.top}?resourcekey=0-top`);
    const { assets, oddities } = await everything(source);
    expect([pathsOf(assets), oddities]).toEqual([['sub/a.png', 'to b.png', 'to far/b.png'], []]);
    expect(assets.find(({ name }) => name === 'a.png')?.ref).toBe(`${ids.a}/0-a`);
    for (const asset of assets) expect(md5(await bytesOf(source, asset))).toBe(asset.md5);
    expect(source.scope).not.toContain('0-top');
  });

  test('shortcuts are followed, loops end, what they point at may be gone', async () => {
    const ids = await control.seed({
      folders: [
        { key: 'r', name: 'r', sharedWith: ['service'] },
        { key: 'in', name: 'in', parent: 'r' },
        { key: 'hidden', name: 'hidden' },
      ],
      files: [
        { key: 'a', name: 'a.png', parent: 'in' },
        { key: 'secret', name: 'secret.png', parent: 'hidden' },
        { key: 'thrown', name: 'thrown.png', parent: 'in', trashed: true },
      ],
      shortcuts: [
        { name: 'up', parent: 'in', target: 'r' },
        { name: 'self', parent: 'r', target: 'r' },
        { name: 'again', parent: 'r', target: 'in' },
        { name: 'link.png', parent: 'r', target: 'a' },
        { name: 'gone.png', parent: 'r', target: 'nothing' },
        { name: 'secret.png', parent: 'r', target: 'secret' },
        { name: 'thrown.png', parent: 'r', target: 'thrown' },
      ],
    });
    const source = openFolder(sandbox, `id:${ids.r}`);
    expect(pathsOf(await foldersOf(source))).toEqual(['', 'again', 'in']);
    const { assets, oddities } = await everything(source);
    expect(pathsOf(assets)).toEqual(['again/a.png', 'in/a.png', 'link.png']);
    expect(assets.find(({ path }) => path === 'link.png')).toMatchObject({ ref: ids.a, name: 'link.png' });
    expect(oddities.map(({ path, verdict, reason }) => `${path} ${verdict}: ${reason}`).sort()).toEqual([
      expect.stringMatching(/^gone\.png failed: .*gone, or not shared with ferry@/) as string,
      expect.stringMatching(/^secret\.png failed: .*gone, or not shared with ferry@/) as string,
      expect.stringMatching(/^thrown\.png failed: .*trash/) as string,
    ]);
  });

  test.each([1, 2, 3, 100])(
    'names that are not unique, by pages of %d: each path once, the oldest the plain one',
    async (limit) => {
      const at = (day: number): string => `2024-01-0${day}T00:00:00.000Z`;
      const ids = await control.seed({
        folders: [
          { key: 'r', name: 'r', sharedWith: ['service'] },
          { key: 'f1', name: 'twin', parent: 'r', createdTime: at(2) },
          { key: 'f2', name: 'twin', parent: 'r', createdTime: at(1) },
        ],
        files: [
          { key: 'new', name: 'same.png', parent: 'r', createdTime: at(3) },
          { key: 'old', name: ' same.png ', parent: 'r', createdTime: at(1) },
          { key: 'mid', name: 'same.png', parent: 'r', createdTime: at(2) },
          { key: 'slash', name: 'a/b: c.png', parent: 'r' },
          { key: 'x', name: 'x.png', parent: 'f1' },
          { key: 'y', name: 'x.png', parent: 'f2' },
        ],
      });
      const short = (key: string): string => (ids[key] ?? '').slice(0, 8);
      const { assets } = await everything(openFolder(sandbox, `id:${ids.r}`), limit);
      expect(Object.fromEntries(assets.map(({ ref, path }) => [ref, path]))).toEqual({
        [ids.old ?? '']: 'same.png',
        [ids.mid ?? '']: `same (${short('mid')}).png`,
        [ids.new ?? '']: `same (${short('new')}).png`,
        [ids.slash ?? '']: 'a_b: c.png',
        [ids.y ?? '']: 'twin/x.png',
        [ids.x ?? '']: `twin (${short('f1')})/x.png`,
      });
      expect(assets.find(({ ref }) => ref === ids.slash)?.name).toBe('a/b: c.png');
    },
  );

  test('what is no file, or may not be had, is told with the reason; media by type, else by extension', async () => {
    const ids = await control.seed({
      folders: [{ key: 'r', name: 'r', sharedWith: ['service'] }],
      files: [
        { name: 'Plan', parent: 'r', document: 'document' },
        { name: 'Sums', parent: 'r', document: 'spreadsheet' },
        { name: 'shut.png', parent: 'r', canDownload: false },
        { name: 'a.png', parent: 'r' },
        { name: 'b.MP4', parent: 'r', bytes: 10, mimeType: 'application/octet-stream' },
        { name: 'c', parent: 'r', bytes: 10, mimeType: 'video/quicktime' },
        { name: 'd.dat', parent: 'r', bytes: 0 },
      ],
    });
    const { assets, oddities } = await everything(openFolder(sandbox, `id:${ids.r}`));
    expect(assets.map(({ path, media, format, bytes }) => ({ path, media, format, empty: bytes === 0 }))).toEqual(
      expect.arrayContaining([
        { path: 'a.png', media: 'image', format: 'png', empty: false },
        { path: 'b.MP4', media: 'video', format: 'mp4', empty: false },
        { path: 'c', media: 'video', format: 'mov', empty: false },
        { path: 'd.dat', media: 'other', format: expect.any(String) as string, empty: true },
      ]),
    );
    expect(oddities.map(({ path, verdict }) => `${path} ${verdict}`).sort()).toEqual([
      'Plan skipped',
      'Sums skipped',
      'shut.png failed',
    ]);
    const plan = await failureOf(bytesOf(openFolder(sandbox, `id:${ids.r}`), { path: 'Plan' }));
    expect(plan).toMatchObject({ kind: 'InvalidAsset', message: /Google document/ });
  });

  test('a file taken for malware is had once its owner says so; a quota of downloads is the file’s own', async () => {
    const ids = await control.seed({
      files: [
        { key: 'bad', name: 'bad.png', abusive: true },
        { key: 'hot', name: 'hot.png', downloadQuotaExceeded: true },
        { key: 'good', name: 'good.png' },
      ],
    });
    const source = openFolder(sandbox, '', person());
    const bad = await control.read(ids.good ?? '');
    expect(bad.length).toBeGreaterThan(0);
    const got = await bytesOf(source, { path: 'bad.png', ref: ids.bad });
    const { files } = await control.state();
    expect(md5(got)).toBe(files.find(({ id }) => id === ids.bad)?.md5);
    expect(await failureOf(bytesOf(source, { path: 'hot.png', ref: ids.hot }))).toMatchObject({
      kind: 'InvalidAsset',
      message: /tomorrow/,
    });
    await bytesOf(source, { path: 'good.png', ref: ids.good });
    expect((await control.requests())['GET files/:id media']).toEqual({ '403': 2, '200': 3 });
  });

  test('partial and empty pages are read to the end; a search that was not finished is never taken for one', async () => {
    const ids = await control.seed({
      folders: [{ key: 'r', name: 'r', sharedWith: ['service'] }],
      folder: 'r',
      count: 25,
    });
    await control.limits({ pageLimit: 4, emptyPages: 2 });
    const source = openFolder(sandbox, `id:${ids.r}`);
    const { assets } = await everything(source, 10);
    expect([assets.length, new Set(pathsOf(assets)).size]).toEqual([25, 25]);
    await control.limits({ incompleteSearch: true });
    expect(await failureOf(everything(openFolder(sandbox, `id:${ids.r}`)))).toMatchObject({ kind: 'Transient' });
  });

  test('a page token that Google has forgotten leaves nothing out', async () => {
    const ids = await control.seed({
      folders: [{ key: 'r', name: 'r', sharedWith: ['service'] }],
      folder: 'r',
      count: 9,
    });
    const source = openFolder(sandbox, `id:${ids.r}`);
    const folder = { path: '', ref: ids.r };
    const first = await source.list({ folder, limit: 4 }, options);
    await control.limits({ resetPageTokens: true });
    const found = [...first.entries];
    for (let cursor = first.cursor; cursor !== undefined;) {
      const page = await source.list({ folder, cursor, limit: 4 }, options);
      found.push(...page.entries);
      cursor = page.cursor;
    }
    expect(new Set(pathsOf(found)).size).toBe(9);
  });

  test('a download that breaks goes on where it broke', async () => {
    const ids = await control.seed({ files: [{ key: 'a', name: 'a.bin', bytes: 3_000_000 }] });
    const source = openFolder(sandbox, '', person());
    for (let n = 0; n < 3; n += 1) {
      await control.fault({ match: 'alt=media', cutAfterBytes: 400_000, times: 1 });
    }
    const bytes = await bytesOf(source, { path: 'a.bin', ref: ids.a });
    expect(md5(bytes)).toBe((await control.files())[0]?.md5);
    expect((await control.requests())['GET files/:id media']?.['206']).toBeGreaterThanOrEqual(3);
  });

  test('one that breaks again and again fails with the connection, not with the file', async () => {
    const ids = await control.seed({ files: [{ key: 'a', name: 'a.bin', bytes: 3_000_000 }] });
    await control.fault({ match: 'alt=media', cutAfterBytes: 100_000 });
    const reading = bytesOf(openFolder(sandbox, '', person()), { path: 'a.bin', ref: ids.a });
    expect(await failureOf(reading)).toMatchObject({ kind: 'Transient', details: { service } });
  });

  test('a download that was damaged on its way is refused, and its end is not handed on', async () => {
    const ids = await control.seed({ files: [{ key: 'a', name: 'a.bin', bytes: 300_000 }] });
    const content = await openFolder(sandbox, '', person()).content({ path: 'a.bin', ref: ids.a }, options);
    await control.fault({ match: 'alt=media', status: 200, body: 'b'.repeat(300_000) });
    let read = 0;
    const reading = (async () => {
      for await (const part of await content.open()) read += (part as Buffer).length;
    })();
    expect(await failureOf(reading)).toMatchObject({ kind: 'Transient', message: /damaged/ });
    expect(read).toBeLessThan(300_000);
  });

  test('a root that is a file, in the trash, or not shared says so', async () => {
    const ids = await control.seed({
      folders: [
        { key: 'bin', name: 'bin', sharedWith: ['service'], trashed: true },
        { key: 'other', name: 'other' },
      ],
      files: [{ key: 'a', name: 'a.png', sharedWith: ['service'] }],
    });
    const check = (id: string | undefined) => failureOf(openFolder(sandbox, `id:${id}`).check(options));
    expect(await check(ids.a)).toMatchObject({ kind: 'InvalidAsset', message: /"a\.png" is a file/ });
    expect(await check(ids.bin)).toMatchObject({ kind: 'NotFound', message: /trash/ });
    expect(await check(ids.other)).toMatchObject({ kind: 'NotFound', message: /not shared with ferry@/ });
  });

  test('what it looks like to a doctor, and to a probe', async () => {
    const health = await openFolder(sandbox, '').health?.(options);
    expect(health?.words).toContain('ferry@ferry-sandbox.iam.gserviceaccount.com');
    expect(Math.abs(health?.clockSkewMs ?? Number.NaN)).toBeLessThan(10_000);
    await openFolder(sandbox, '').probe?.(options);
    await control.fault({ status: 503 });
    const probe = openFolder(sandbox, '').probe?.(options);
    expect(await failureOf(Promise.resolve(probe))).toMatchObject({ kind: 'Transient' });
  });
});
