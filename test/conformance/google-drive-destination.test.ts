import { startSandbox, type Sandbox } from '../../sandbox/server';
import { contentOf, failureOf, listPages, md5, MemorySession, never, put, putRequest, someBytes } from './contents';
import { DriveControl, openDrive } from './google-drive.harness';

const options = { signal: never };
const mebibyte = 1024 * 1024;
const pathsOf = (found: { path: string }[]): string[] => found.map(({ path }) => path).sort();

let sandbox: Sandbox;
let control: DriveControl;
beforeAll(async () => {
  sandbox = await startSandbox();
  control = new DriveControl(sandbox);
});
afterAll(() => sandbox.close());

let root: string;
beforeEach(async () => {
  await control.reset();
  root = `id:${(await control.seed({ drives: [{ key: 'team', name: 'Team' }] })).team}`;
});
const paths = async (): Promise<string[]> => pathsOf((await control.state()).files.filter(({ trashed }) => !trashed));

test('many at once into folders that are not there make each folder once, from two machines', async () => {
  const facts = new Map<string, string>();
  const machines = [openDrive(sandbox, root, { facts }), openDrive(sandbox, root, { facts })];
  await Promise.all(
    Array.from({ length: 12 }, (_, n) => {
      const request = putRequest(`a/b/${n}.bin`, contentOf(someBytes(10)));
      const machine = machines[n % 2] ?? openDrive(sandbox, root, { facts });
      return machine.put(request, { signal: new AbortController().signal });
    }),
  );
  const found = await paths();
  expect(found.filter((path) => !path.endsWith('.bin'))).toEqual(['a', 'a/b']);
  expect(found).toHaveLength(14);
});

test('a folder whose making was answered with a broken connection is there once', async () => {
  const facts = new Map<string, string>();
  await control.fault({ match: '/^POST \\/drive\\/v3\\/files$/', status: 0, afterEffect: true, times: 1 });
  expect(await failureOf(put(openDrive(sandbox, root, { facts }), 'a/x.bin', someBytes(10)))).toMatchObject({
    kind: 'Transient',
  });
  await put(openDrive(sandbox, root, { facts }), 'a/x.bin', someBytes(10));
  expect(await paths()).toEqual(['a', 'a/x.bin']);
});

test('a remembered folder that was thrown away is made anew', async () => {
  const facts = new Map<string, string>();
  const destination = openDrive(sandbox, root, { facts });
  await put(destination, 'a/x.bin', someBytes(10));
  for (const { id, path } of (await control.state()).files) if (path === 'a') await control.remove(id);
  expect(await failureOf(put(destination, 'a/y.bin', someBytes(10)))).toMatchObject({ kind: 'Transient' });
  await put(destination, 'a/y.bin', someBytes(10));
  await put(openDrive(sandbox, root, { facts }), 'a/z.bin', someBytes(10));
  expect(await paths()).toEqual(['a', 'a/y.bin', 'a/z.bin']);
});

test('of several files of one name the oldest is meant; a delete is the trash, a move keeps the id', async () => {
  const ids = await control.seed({
    files: [
      { key: 'new', name: 'x.bin', parent: root.slice(3), bytes: 5, createdTime: '2024-01-02T00:00:00Z' },
      { key: 'old', name: 'x.bin', parent: root.slice(3), bytes: 6, createdTime: '2024-01-01T00:00:00Z' },
    ],
  });
  const destination = openDrive(sandbox, root);
  expect(await put(destination, 'x.bin', someBytes(9))).toMatchObject({
    existed: true,
    createdAt: '2024-01-01T00:00:00Z',
    stored: { bytes: 6, result: { assetId: ids.old } },
  });
  await destination.move?.({ path: 'x.bin', to: 'new/y.bin', resourceType: 'raw' }, options);
  await destination.delete?.({ path: 'x.bin', resourceType: 'raw' }, options);
  const { files } = await control.state();
  expect(files.find(({ id }) => id === ids.old)).toMatchObject({ path: 'new/y.bin', trashed: false });
  expect(files.find(({ id }) => id === ids.new)).toMatchObject({ path: 'x.bin', trashed: true });
});

test('an answer that was lost: the next attempt finds the file under its id', async () => {
  const session = new MemorySession();
  const bytes = someBytes(1000);
  await control.fault({ match: 'uploadType=multipart', status: 0, afterEffect: true, times: 1 });
  const request = putRequest('a.bin', contentOf(bytes), { session });
  expect(await failureOf(openDrive(sandbox, root).put(request, options))).toMatchObject({ kind: 'Transient' });
  const id = (await control.files())[0]?.id;
  await control.fault({ match: '/GET \\/drive\\/v3\\/files\\?/', status: 200, body: { files: [] }, times: 1 });
  const again = await openDrive(sandbox, root).put(request, options);
  expect(again).toMatchObject({ stored: { etag: md5(bytes), result: { assetId: id } } });
  expect(await paths()).toEqual(['a.bin']);
});

test('no permission is ever read or made, and nothing but the drive’s own members sees what was stored', async () => {
  const destination = openDrive(sandbox, root);
  await put(destination, 'a/x.bin', someBytes(10));
  await put(destination, 'a/x.bin', someBytes(11), { ifExists: 'replace' });
  await destination.move?.({ path: 'a/x.bin', to: 'b/x.bin', resourceType: 'raw' }, options);
  await listPages(destination, '');
  expect(Object.keys(await control.requests()).filter((route) => route.includes('permissions'))).toEqual([]);
  expect((await control.state()).files.every(({ permissions }) => permissions.length === 0)).toBe(true);
});

describe('more than 5 MB', () => {
  const bytes = someBytes(21 * mebibyte);
  const stored = async () => (await control.files()).map(({ path, md5: sum }) => ({ path, md5: sum }));

  test('goes up in parts, and goes on at the next one after a kill', async () => {
    const session = new MemorySession();
    const abort = new AbortController();
    const stopped = {
      find: () => session.find(),
      forget: () => session.forget(),
      record: async (at: { uploadId: string; nextByte: number }) => {
        await session.record(at);
        if (at.nextByte === 16 * mebibyte) abort.abort();
      },
    };
    const first = putRequest('big.bin', contentOf(bytes), { session: stopped });
    expect(await failureOf(openDrive(sandbox, root).put(first, { signal: abort.signal }))).toMatchObject({
      name: 'AbortError',
    });
    const opened: number[] = [];
    const content = contentOf(bytes);
    const watched = {
      ...content,
      open: (start = 0) => {
        opened.push(start);
        return content.open(start);
      },
    };
    const answer = await openDrive(sandbox, root).put(putRequest('big.bin', watched, { session }), options);
    expect(answer).toMatchObject({ existed: false, stored: { bytes: bytes.length, etag: md5(bytes) } });
    expect([opened, session.at]).toEqual([[16 * mebibyte], undefined]);
    expect(await stored()).toEqual([{ path: 'big.bin', md5: md5(bytes) }]);
  });

  test('a part of which only some was kept goes on from there, and is whole in the end', async () => {
    await control.limits({ chunkKeepBytes: 5 * mebibyte + 1000 });
    const answer = await put(openDrive(sandbox, root), 'big.bin', bytes);
    expect(answer.stored.etag).toBe(md5(bytes));
    expect(await stored()).toEqual([{ path: 'big.bin', md5: md5(bytes) }]);
  });

  test('parts of which nothing is kept end in a failure that passes', async () => {
    await control.limits({ chunkKeepBytes: 0 });
    expect(await failureOf(put(openDrive(sandbox, root), 'big.bin', bytes))).toMatchObject({ kind: 'Transient' });
  });

  test.each([404, 410])('a session that is over (%d) begins anew under the same id', async (sessionGoneStatus) => {
    const session = new MemorySession();
    const request = putRequest('big.bin', contentOf(bytes), { session });
    await control.fault({ match: 'PUT /upload', status: 503, skip: 1, times: 1 });
    expect(await failureOf(openDrive(sandbox, root).put(request, options))).toMatchObject({ kind: 'Transient' });
    expect(session.at?.nextByte).toBe(8 * mebibyte);
    const { id } = JSON.parse(session.at?.uploadId ?? '{}') as { id: string };
    await control.fault({ match: 'PUT /upload', status: sessionGoneStatus, times: 1 });
    await openDrive(sandbox, root).put(request, options);
    expect((await control.files()).map((file) => [file.id, file.md5])).toEqual([[id, md5(bytes)]]);
  });

  test('a session that ends in the middle is no file that has gone: the next attempt goes on', async () => {
    const session = new MemorySession();
    const request = putRequest('big.bin', contentOf(bytes), { session });
    await control.fault({ match: 'PUT /upload', status: 404, skip: 1, times: 1 });
    expect(await failureOf(openDrive(sandbox, root).put(request, options))).toMatchObject({ kind: 'Transient' });
    await openDrive(sandbox, root).put(request, options);
    expect(await stored()).toEqual([{ path: 'big.bin', md5: md5(bytes) }]);
  });

  test('a crash after the last byte and before the record makes no second file', async () => {
    const session = new MemorySession();
    const request = putRequest('big.bin', contentOf(bytes), { session });
    await control.fault({ match: 'PUT /upload', status: 0, skip: 2, times: 1, afterEffect: true });
    expect(await failureOf(openDrive(sandbox, root).put(request, options))).toMatchObject({ kind: 'Transient' });
    await control.fault({ match: '/GET \\/drive\\/v3\\/files\\?/', status: 200, body: { files: [] }, times: 1 });
    expect(await openDrive(sandbox, root).put(request, options)).toMatchObject({ stored: { etag: md5(bytes) } });
    expect(await stored()).toEqual([{ path: 'big.bin', md5: md5(bytes) }]);
  });

  test('replaces the content of the same file', async () => {
    const destination = openDrive(sandbox, root);
    await put(destination, 'big.bin', someBytes(10));
    const [before] = await control.files();
    await put(destination, 'big.bin', bytes, { ifExists: 'replace' });
    expect((await control.files()).map(({ id, md5: sum }) => [id, sum])).toEqual([[before?.id, md5(bytes)]]);
  });
});
