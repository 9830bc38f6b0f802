import type { files } from 'dropbox';
import { endpointError, refusalOf, World } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

async function listAll(argument: files.ListFolderArg): Promise<{ names: string[]; pages: number[] }> {
  const pages: files.ListFolderResult[] = [(await world.sdk.filesListFolder(argument)).result];
  for (let last = pages[0]; last?.has_more === true; last = pages.at(-1)) {
    pages.push((await world.sdk.filesListFolderContinue({ cursor: last.cursor })).result);
  }
  const entries = pages.flatMap((page) => page.entries);
  return { names: entries.map(({ path_display: path = '' }) => path), pages: pages.map((page) => page.entries.length) };
}

test('a listing goes over pages, of one folder or of all below it', async () => {
  const files = ['/b.png', '/a.png', '/x/c.png', '/x/y/d.png'].map((path) => ({ path }));
  await world.seed({ files, folders: ['/empty'] });
  const flat = await listAll({ path: '', limit: 2 });
  expect(flat.names.sort()).toEqual(['/a.png', '/b.png', '/empty', '/x']);
  expect(flat.pages).toEqual([2, 2]);
  const deep = await listAll({ path: '/X', recursive: true, limit: 2 });
  expect(deep.names).toEqual(['/x', '/x/c.png', '/x/y', '/x/y/d.png']);
  expect((await listAll({ path: '/empty' })).names).toEqual([]);
});

test('a file says all that the API says of it, and no media_info', async () => {
  const [file] = (await world.seed({ files: [{ path: '/Été/Ä.PNG', clientModified: '2020-01-02T03:04:05Z' }] })).files;
  const { result } = await world.sdk.filesListFolder({ path: '/été' });
  expect(result.entries).toEqual([
    {
      '.tag': 'file',
      name: 'Ä.PNG',
      path_lower: '/été/ä.png',
      path_display: '/Été/Ä.PNG',
      id: file?.id,
      client_modified: '2020-01-02T03:04:05Z',
      server_modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      rev: expect.stringMatching(/^[0-9a-f]{9,}$/) as string,
      size: expect.any(Number) as number,
      is_downloadable: true,
      content_hash: file?.content_hash,
    },
  ]);
});

test('paths tell no case apart, and ids find what has moved', async () => {
  const [file] = (await world.seed({ files: [{ path: '/Trip/One.png' }] })).files;
  const { result } = await world.sdk.filesGetMetadata({ path: '/tRIP/oNE.PNG' });
  expect(result.path_display).toBe('/Trip/One.png');
  await world.sdk.filesMoveV2({ from_path: '/trip/one.png', to_path: '/Else/ONE.png' });
  expect((await world.sdk.filesGetMetadata({ path: file?.id ?? '' })).result.path_display).toBe('/Else/ONE.png');
  expect((await world.sdk.filesGetMetadata({ path: `rev:${file?.rev}` }).catch(() => undefined))?.result).toBeDefined();
});

test('a cursor tells what has changed since, gone files too', async () => {
  await world.seed({ files: [{ path: '/a.png' }, { path: '/b.png' }] });
  const { cursor } = (await world.sdk.filesListFolder({ path: '' })).result;
  const { cursor: latest } = (await world.sdk.filesListFolderGetLatestCursor({ path: '' })).result;
  await world.sdk.filesDeleteV2({ path: '/a.png' });
  await world.sdk.filesUpload({ path: '/c.txt', contents: 'c' });
  for (const one of [cursor, latest]) {
    const { entries, has_more } = (await world.sdk.filesListFolderContinue({ cursor: one })).result;
    expect(entries.map((entry) => [entry['.tag'], entry.name])).toEqual([
      ['deleted', 'a.png'],
      ['file', 'c.txt'],
    ]);
    expect(has_more).toBe(false);
  }
});

test('empty pages with more to come, pages that are longer than asked for, and cursors that are reset', async () => {
  await world.seed({ folder: '/many', count: 10 });
  await world.limits({ emptyPages: 2, listExtra: 1 });
  const { names, pages } = await listAll({ path: '/many', limit: 4 });
  expect(new Set(names).size).toBe(10);
  expect(pages).toEqual([0, 0, 5, 0, 0, 5]);
  const { cursor } = (await world.sdk.filesListFolder({ path: '/many' })).result;
  await world.limits({ resetCursors: true });
  expect(await refusalOf(world.sdk.filesListFolderContinue({ cursor }))).toMatchObject({
    status: 409,
    error: endpointError('reset', { '.tag': 'reset' }),
  });
});

test('the top is nothing, not a slash; what is not there or no folder is said by tags', async () => {
  await world.seed({ files: [{ path: '/a.png' }] });
  expect(await refusalOf(world.sdk.filesListFolder({ path: '/' }))).toMatchObject({
    status: 400,
    error:
      'Error in call to API function "files/list_folder": request body: path: Specify the root folder as an empty string rather than as "/".',
  });
  expect((await refusalOf(world.sdk.filesListFolder({ path: 'a' }))).status).toBe(400);
  expect((await refusalOf(world.sdk.filesListFolderContinue({ cursor: 'nonsense' }))).status).toBe(400);
  for (const [path, reason] of [
    ['/gone', 'not_found'],
    ['/a.png', 'not_folder'],
    ['/a//b', 'malformed_path'],
  ] as const) {
    expect((await refusalOf(world.sdk.filesListFolder({ path }))).error).toEqual(
      endpointError(`path/${reason}`, { '.tag': 'path', path: { '.tag': reason } }),
    );
  }
});

test('summaries end in dots, now more, now fewer', async () => {
  const endings = new Set<string>();
  for (let n = 0; n < 4; n += 1) {
    const { error } = await refusalOf(world.sdk.filesGetMetadata({ path: '/gone' }));
    endings.add((error as { error_summary: string }).error_summary);
  }
  expect(endings.size).toBe(4);
});

test('folders are made, moved and deleted with all that is in them', async () => {
  const { result } = await world.sdk.filesCreateFolderV2({ path: '/A/B' });
  expect(result.metadata).toMatchObject({ name: 'B', path_lower: '/a/b' });
  expect((await refusalOf(world.sdk.filesCreateFolderV2({ path: '/a/b' }))).error).toEqual(
    endpointError('path/conflict/folder', {
      '.tag': 'path',
      path: { '.tag': 'conflict', conflict: { '.tag': 'folder' } },
    }),
  );
  await world.sdk.filesUpload({ path: '/a/b/c.txt', contents: 'c' });
  await world.sdk.filesMoveV2({ from_path: '/a', to_path: '/z/A' });
  expect((await world.state()).files.map(({ path }) => path)).toEqual(['/z/A/B/c.txt']);
  await world.sdk.filesDeleteV2({ path: '/Z/a/b' });
  expect(await world.state()).toMatchObject({ files: [], folders: ['/z', '/z/A'] });
  expect((await refusalOf(world.sdk.filesDeleteV2({ path: '/z/gone' }))).error).toMatchObject({
    error: { '.tag': 'path_lookup', path_lookup: { '.tag': 'not_found' } },
  });
  expect((await refusalOf(world.sdk.filesMoveV2({ from_path: '/q', to_path: '/r' }))).error).toMatchObject({
    error: { '.tag': 'from_lookup', from_lookup: { '.tag': 'not_found' } },
  });
});

test('Paper documents are listed as what cannot be downloaded', async () => {
  await world.seed({ paper: ['/notes.paper'] });
  const { result } = await world.sdk.filesListFolder({ path: '' });
  expect(result.entries[0]).toMatchObject({ is_downloadable: false, export_info: { export_as: 'html' } });
  expect((await refusalOf(world.sdk.filesDownload({ path: '/notes.paper' }))).error).toEqual(
    endpointError('unsupported_file', { '.tag': 'unsupported_file' }),
  );
});
