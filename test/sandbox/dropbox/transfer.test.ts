import type { files } from 'dropbox';
import { md5, noise } from '../support/media';
import { endpointError, refusalOf, World } from './support';

const mebibyte = 1024 * 1024;

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

const upload = (path: string, contents: string | Buffer, more: Partial<files.UploadArg> = {}) =>
  world.sdk.filesUpload({ path, contents, ...more });

async function download(path: string): Promise<Buffer> {
  return ((await world.sdk.filesDownload({ path })).result as unknown as { fileBinary: Buffer }).fileBinary;
}

test('what goes up comes down, whatever it is called', async () => {
  const bytes = noise(700_000);
  const { result } = await upload('/写真/été 🎉.bin', bytes);
  expect(result).toMatchObject({ name: 'été 🎉.bin', path_display: '/写真/été 🎉.bin', size: bytes.length });
  expect('.tag' in result).toBe(false);
  expect((await download('/写真/été 🎉.bin')).equals(bytes)).toBe(true);
  await upload('/empty', '');
  expect(await download('/empty')).toHaveLength(0);
  expect((await world.state()).files.find(({ path }) => path === '/写真/été 🎉.bin')).toMatchObject({
    md5: md5(bytes),
    content_hash: result.content_hash,
  });
});

test('a range of a file is sent for itself; header JSON is ASCII both ways', async () => {
  await upload('/ü.txt', '0123456789');
  const headers = { 'Dropbox-API-Arg': '{"path":"/\\u00fc.txt"}', Range: 'bytes=3-5' };
  const part = await world.call('files/download', { headers });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 3-5/10', '345']);
  expect(part.headers.get('dropbox-api-result')).toContain('/\\u00fc.txt');
  const beyond = await world.call('files/download', { headers: { ...headers, Range: 'bytes=10-' } });
  expect(beyond.status).toBe(416);
  const raw = { 'Dropbox-API-Arg': Buffer.from('{"path":"/ü.txt"}').toString('latin1') };
  expect((await world.call('files/download', { headers: raw })).status).toBe(400);
});

const conflict = (tag: string) =>
  endpointError(`path/conflict/${tag}`, {
    '.tag': 'path',
    reason: { '.tag': 'conflict', conflict: { '.tag': tag } },
    upload_session_id: expect.stringMatching(/^pid_upload_session:/) as string,
  });

test('mode add: the same content is no conflict unless it is to be strict, other content is', async () => {
  const first = await upload('/a.txt', 'a');
  expect((await upload('/A.TXT', 'a')).result.rev).toBe(first.result.rev);
  expect(await refusalOf(upload('/a.txt', 'a', { strict_conflict: true }))).toMatchObject({
    status: 409,
    error: conflict('file'),
  });
  expect((await refusalOf(upload('/a.txt', 'b'))).error).toEqual(conflict('file'));
  expect((await refusalOf(upload('/a.txt/b.txt', 'b'))).error).toEqual(conflict('file_ancestor'));
  await world.seed({ folders: ['/folder'] });
  expect((await refusalOf(upload('/Folder', 'b', { mode: { '.tag': 'overwrite' } }))).error).toEqual(
    conflict('folder'),
  );
  expect((await upload('/a.txt', 'b', { autorename: true })).result.name).toBe('a (1).txt');
});

test('mode overwrite and update: a new revision of the same file', async () => {
  const first = (await upload('/a.txt', 'a')).result;
  const second = (await upload('/a.txt', 'b', { mode: { '.tag': 'overwrite' } })).result;
  expect([second.id, second.rev === first.rev]).toEqual([first.id, false]);
  const stale = { mode: { '.tag': 'update', update: first.rev } } as const;
  expect((await refusalOf(upload('/a.txt', 'c', stale))).error).toEqual(conflict('file'));
  expect((await upload('/a.txt', 'c', { ...stale, autorename: true })).result.name).toBe('a (conflicted copy).txt');
  await upload('/a.txt', 'd', { mode: { '.tag': 'update', update: second.rev } });
  expect((await download('/a.txt')).toString()).toBe('d');
});

test('a hash that does not fit, too many bytes, no room, no leave to write, a name nobody may have', async () => {
  const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect((await refusalOf(upload('/a', 'a', { content_hash: hash }))).error).toEqual(
    endpointError('content_hash_mismatch', { '.tag': 'content_hash_mismatch' }),
  );
  await upload('/empty', '', { content_hash: hash });
  await world.limits({ uploadMaxBytes: 10 });
  expect((await refusalOf(upload('/a', '01234567890'))).error).toEqual(
    endpointError('payload_too_large', { '.tag': 'payload_too_large' }),
  );
  await world.limits({ spaceBytes: 5 });
  expect((await refusalOf(upload('/a', '123456'))).error).toMatchObject({
    error: { reason: { '.tag': 'insufficient_space' } },
  });
  await world.limits({ readOnly: true });
  expect((await refusalOf(upload('/a', '1'))).error).toMatchObject({
    error: { reason: { '.tag': 'no_write_permission' } },
  });
  expect((await refusalOf(upload('/x/desktop.ini', '1'))).error).toMatchObject({
    error: { reason: { '.tag': 'disallowed_name' } },
  });
  expect((await world.state()).files.map(({ path }) => path)).toEqual(['/empty']);
});

describe('upload sessions', () => {
  const bytes = noise(9 * mebibyte + 5);
  const [first, second, third] = [
    bytes.subarray(0, 4 * mebibyte),
    bytes.subarray(4 * mebibyte, 8 * mebibyte),
    bytes.subarray(8 * mebibyte),
  ];
  const commit = { path: '/big.bin', mode: { '.tag': 'add' } } as const;
  const at = (session_id: string, offset: number) => ({ session_id, offset });

  test('a file in parts; a part that was sent twice is told where to go on', async () => {
    const { session_id: id } = (await world.sdk.filesUploadSessionStart({ contents: first })).result;
    expect(
      (await world.sdk.filesUploadSessionAppendV2({ cursor: at(id, first.length), contents: second })).result,
    ).toBeNull();
    const again = world.sdk.filesUploadSessionAppendV2({ cursor: at(id, first.length), contents: second });
    expect(await refusalOf(again)).toMatchObject({
      status: 409,
      error: endpointError('incorrect_offset', { '.tag': 'incorrect_offset', correct_offset: 8 * mebibyte }),
    });
    expect((await world.state()).upload_sessions).toMatchObject([
      { session_id: id, offset: 8 * mebibyte, closed: false },
    ]);
    const early = world.sdk.filesUploadSessionFinish({ cursor: at(id, 5), commit, contents: third });
    expect((await refusalOf(early)).error).toEqual(
      endpointError('lookup_failed/incorrect_offset', {
        '.tag': 'lookup_failed',
        lookup_failed: { '.tag': 'incorrect_offset', correct_offset: 8 * mebibyte },
      }),
    );
    const finish = () => world.sdk.filesUploadSessionFinish({ cursor: at(id, 8 * mebibyte), commit, contents: third });
    expect((await finish()).result).toMatchObject({ size: bytes.length });
    expect(await world.state()).toMatchObject({ files: [{ md5: md5(bytes) }], upload_sessions: [] });
    expect((await refusalOf(finish())).error).toMatchObject({
      error: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_found' } },
    });
  });

  test('one that is closed takes no more, one that is a week old is forgotten, and a conflict is nested', async () => {
    const start = async (close: boolean) =>
      (await world.sdk.filesUploadSessionStart({ contents: 'abc', close })).result.session_id;
    const closed = await start(true);
    expect(
      (await refusalOf(world.sdk.filesUploadSessionAppendV2({ cursor: at(closed, 3), contents: 'd' }))).error,
    ).toMatchObject({
      error: { '.tag': 'closed' },
    });
    await upload('/big.bin', 'other');
    expect((await refusalOf(world.sdk.filesUploadSessionFinish({ cursor: at(closed, 3), commit }))).error).toEqual(
      endpointError('path/conflict/file', {
        '.tag': 'path',
        path: { '.tag': 'conflict', conflict: { '.tag': 'file' } },
      }),
    );
    const old = await start(false);
    await world.limits({ sessionSeconds: 0 });
    expect(
      (await refusalOf(world.sdk.filesUploadSessionAppendV2({ cursor: at(old, 3), contents: 'd' }))).error,
    ).toMatchObject({
      error: { '.tag': 'not_found' },
    });
  });
});

test('the service fetches a file by itself', async () => {
  await upload('/a.txt', 'from afar');
  const { link } = (await world.sdk.filesGetTemporaryLink({ path: '/a.txt' })).result;
  const finished = async (url: string): Promise<files.SaveUrlJobStatus> => {
    const { result } = await world.sdk.filesSaveUrl({ path: '/b.txt', url });
    const async_job_id = result['.tag'] === 'async_job_id' ? result.async_job_id : '';
    for (;;) {
      const status = (await world.sdk.filesSaveUrlCheckJobStatus({ async_job_id })).result;
      if (status['.tag'] !== 'in_progress') return status;
    }
  };
  expect(await finished(link)).toMatchObject({ '.tag': 'complete', name: 'b.txt', size: 9 });
  expect((await download('/b.txt')).toString()).toBe('from afar');
  expect(await finished(`${world.sandbox.url}/dropbox-link/nothing/x`)).toMatchObject({
    '.tag': 'failed',
    failed: { '.tag': 'download_failed' },
  });
});
