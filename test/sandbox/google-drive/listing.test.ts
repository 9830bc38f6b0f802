import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3';
import { refusalOf, World } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

const all = { supportsAllDrives: true, includeItemsFromAllDrives: true };

async function names(query: drive_v3.Params$Resource$Files$List, drive = world.person): Promise<string[]> {
  const { data } = await drive.files.list({ orderBy: 'name', ...query });
  return (data.files ?? []).map(({ name }) => name ?? '');
}

test('only what is asked for is told, and little when nothing is', async () => {
  const ids = await world.seed({ files: [{ key: 'a', name: 'a.bin', bytes: 10 }] });
  const drive = world.person;
  const bare = (await drive.files.list({})).data;
  expect(bare).toEqual({
    kind: 'drive#fileList',
    incompleteSearch: false,
    files: [{ kind: 'drive#file', id: ids.a, name: 'a.bin', mimeType: 'application/octet-stream' }],
  });
  const some = await drive.files.list({ fields: 'files(size,md5Checksum,capabilities(canDownload))' });
  expect(some.data).toEqual({
    files: [
      { size: '10', md5Checksum: expect.stringMatching(/^\w{32}$/) as string, capabilities: { canDownload: true } },
    ],
  });
  expect(await refusalOf(drive.files.list({ fields: 'files(colour)' }))).toMatchObject({
    status: 400,
    message: 'Invalid field selection colour',
  });
  expect(await refusalOf(drive.about.get({}))).toMatchObject({ status: 400, reason: 'required' });
});

test('searches', async () => {
  const ids = await world.seed({
    folders: [{ key: 'f', name: "It's \\ here" }],
    files: [
      { name: 'HelloWorld.png', parent: 'f', createdTime: '2023-05-01T00:00:00Z' },
      { name: 'other world.jpg', parent: 'f', createdTime: '2024-05-01T00:00:00Z' },
      { name: 'a/b.txt', parent: 'f', bytes: 3, trashed: true },
      { name: 'shared.png', owner: 'service', sharedWith: ['person'] },
    ],
    shortcuts: [{ name: 'to f', target: 'f' }],
  });
  const inF = `'${ids.f}' in parents`;
  expect(await names({ q: inF })).toEqual(['a/b.txt', 'HelloWorld.png', 'other world.jpg']);
  expect(await names({ q: `${inF} and trashed = false` })).toEqual(['HelloWorld.png', 'other world.jpg']);
  expect(await names({ q: `${inF} and name contains 'hello'` })).toEqual(['HelloWorld.png']);
  expect(await names({ q: `${inF} and name contains 'World'` })).toEqual(['other world.jpg']);
  expect(await names({ q: `${inF} and (mimeType = 'image/png' or trashed = true)` })).toHaveLength(2);
  expect(await names({ q: `${inF} and not mimeType contains 'image/'` })).toEqual(['a/b.txt']);
  expect(await names({ q: `${inF} and modifiedTime > '2024-01-01T00:00:00' and trashed=false` })).toEqual([
    'other world.jpg',
  ]);
  expect(await names({ q: String.raw`name = 'It\'s \\ here'` })).toEqual(["It's \\ here"]);
  expect(await names({ q: 'sharedWithMe' })).toEqual(['shared.png']);
  expect(await names({ q: "mimeType='application/vnd.google-apps.shortcut'" })).toEqual(['to f']);
  expect(await names({ q: `'root' in parents and trashed = false` })).toEqual(["It's \\ here", 'shared.png', 'to f']);
  for (const q of ["name = 'x", 'name like "x"', '(trashed = true', 'trashed = true)', "'x' in nothing"]) {
    expect(await refusalOf(world.person.files.list({ q }))).toMatchObject({ status: 400, reason: 'invalid' });
  }
  expect(await refusalOf(world.person.files.list({ q: "'1NoSuchFolder' in parents" }))).toMatchObject({
    status: 404,
    message: 'File not found: ..',
  });
});

test('pages: partial, empty, and a token of another search is refused', async () => {
  const ids = await world.seed({ folders: [{ key: 'f', name: 'f' }], folder: 'f', count: 25, bytes: 4 });
  await world.limits({ pageLimit: 10, emptyPages: 1 });
  const q = `'${ids.f}' in parents`;
  const drive = world.person;
  const sizes: number[] = [];
  const seen = new Set<string>();
  let pageToken: string | undefined;
  do {
    const { data } = await drive.files.list({ q, pageSize: 1000, orderBy: 'name', pageToken });
    sizes.push(data.files?.length ?? -1);
    for (const { id } of data.files ?? []) seen.add(id ?? '');
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
  expect([sizes, seen.size]).toEqual([[0, 10, 0, 10, 0, 5], 25]);
  const { data } = await drive.files.list({ q, pageSize: 5 });
  const token = data.nextPageToken ?? undefined;
  expect(await refusalOf(drive.files.list({ q: 'trashed = true', pageToken: token }))).toMatchObject({ status: 400 });
  await world.limits({ resetPageTokens: true, incompleteSearch: true });
  expect(await refusalOf(drive.files.list({ q, pageToken: token }))).toMatchObject({ status: 400 });
  expect((await drive.files.list({ q })).data.incompleteSearch).toBe(true);
});

test('a shared drive is not there without the flags', async () => {
  const ids = await world.seed({
    drives: [
      { key: 'team', name: 'Team' },
      { name: 'Not mine', members: ['person'] },
    ],
    folders: [{ key: 'f', name: 'f', parent: 'team' }],
    files: [{ key: 'a', name: 'a.png', parent: 'f' }],
  });
  const drive = world.service;
  const fileId = ids.a;
  expect(await refusalOf(drive.files.get({ fileId }))).toMatchObject({ status: 404, reason: 'notFound' });
  expect((await drive.files.get({ fileId, supportsAllDrives: true, fields: '*' })).data).toMatchObject({
    driveId: ids.team,
    parents: [ids.f],
  });
  const q = `'${ids.f}' in parents`;
  expect(await names({ q }, drive)).toEqual([]);
  expect(await names({ q, ...all }, drive)).toEqual(['a.png']);
  expect(await names({ corpora: 'drive', driveId: ids.team, ...all }, drive)).toEqual(['a.png', 'f']);
  expect(await refusalOf(drive.files.list({ corpora: 'drive', ...all }))).toMatchObject({ status: 400 });
  expect((await drive.drives.list({})).data.drives).toEqual([{ kind: 'drive#drive', id: ids.team, name: 'Team' }]);
  expect((await world.person.drives.list({ pageSize: 1 })).data.nextPageToken).toBe('1');
});

test('others see what is shared with them, with the key where there is one', async () => {
  const ids = await world.seed({
    folders: [
      { key: 'shared', name: 'shared', sharedWith: ['service'], role: 'reader' },
      { key: 'linked', name: 'linked', resourceKey: '0-abc' },
      { key: 'own', name: 'own' },
    ],
    files: [
      { key: 's', name: 's.png', parent: 'shared' },
      { key: 'l', name: 'l.png', parent: 'linked' },
      { key: 'o', name: 'o.png', parent: 'own' },
    ],
  });
  const drive = world.service;
  expect(await names({ q: 'sharedWithMe' }, drive)).toEqual(['shared']);
  expect(await names({}, drive)).toEqual(['s.png', 'shared']);
  expect(await refusalOf(drive.files.get({ fileId: ids.o }))).toMatchObject({
    status: 404,
    message: `File not found: ${ids.o}.`,
  });
  expect(await refusalOf(drive.files.get({ fileId: ids.linked }))).toMatchObject({ status: 404 });
  const headers = { 'X-Goog-Drive-Resource-Keys': `${ids.own}/x,${ids.linked}/0-abc` };
  expect((await drive.files.get({ fileId: ids.linked, fields: 'resourceKey' }, { headers })).data).toEqual({
    resourceKey: '0-abc',
  });
  const q = `'${ids.linked}' in parents`;
  expect(await refusalOf(drive.files.list({ q }))).toMatchObject({ status: 404 });
  expect((await drive.files.list({ q }, { headers })).data.files).toHaveLength(1);
  const create = drive.files.create({ requestBody: { name: 'x', parents: [ids.shared ?? ''] } });
  expect(await refusalOf(create)).toMatchObject({ status: 403, reason: 'insufficientParentPermissions' });
});
