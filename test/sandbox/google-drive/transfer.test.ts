import { Readable } from 'node:stream';
import { md5, noise } from '../support/media';
import { refusalOf, World } from './support';

const kibibyte = 1024;
const unit = 256 * kibibyte;

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

async function download(fileId: string, headers: Record<string, string> = {}): Promise<Buffer> {
  const { data } = await world.person.files.get({ fileId, alt: 'media' }, { responseType: 'arraybuffer', headers });
  return Buffer.from(data as ArrayBuffer);
}

test('what goes up comes down; two files may have one name', async () => {
  const bytes = noise(700_000);
  const drive = world.person;
  const put = async (body: Readable) =>
    (
      await drive.files.create({
        requestBody: { name: 'a/b "ü".bin', appProperties: { ferry: '1' } },
        media: { mimeType: 'image/png', body },
        fields: 'id,md5Checksum,size,mimeType,sha256Checksum',
      })
    ).data;
  const first = await put(Readable.from([bytes]));
  expect(first).toMatchObject({ md5Checksum: md5(bytes), size: '700000', mimeType: 'image/png' });
  const second = await put(Readable.from([bytes.subarray(0, 5)]));
  expect(second.id).not.toBe(first.id);
  expect((await download(first.id ?? '')).equals(bytes)).toBe(true);
  expect((await download(first.id ?? '', { Range: 'bytes=699990-' })).equals(bytes.subarray(699_990))).toBe(true);
  expect((await world.state()).files).toMatchObject([
    { name: 'a/b "ü".bin', md5: md5(bytes), appProperties: { ferry: '1' }, permissions: [] },
    { size: 5 },
  ]);
  const changed = await drive.files.update({ fileId: first.id ?? '', media: { body: 'new' }, fields: 'id,size' });
  expect(changed.data).toEqual({ id: first.id, size: '3' });
});

test('a range is 206, beyond the end is 416', async () => {
  const ids = await world.seed({
    files: [{ key: 'a', name: 'a', base64: Buffer.from('0123456789').toString('base64') }],
  });
  const { token } = await world.personAuth().getAccessToken();
  const get = (range: string) =>
    fetch(`${world.sandbox.url}/drive/v3/files/${ids.a}?alt=media`, {
      headers: { Authorization: `Bearer ${token ?? ''}`, Range: range },
    });
  const part = await get('bytes=3-5');
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 3-5/10', '345']);
  expect((await get('bytes=10-')).status).toBe(416);
});

test('what cannot be downloaded, each for its own reason', async () => {
  const ids = await world.seed({
    files: [
      { key: 'doc', name: 'Plan', document: 'document' },
      { key: 'bad', name: 'bad.png', abusive: true },
      { key: 'hot', name: 'hot.png', downloadQuotaExceeded: true },
      { key: 'shut', name: 'shut.png', canDownload: false },
    ],
  });
  const drive = world.person;
  const get = (key: string, more = {}) => drive.files.get({ fileId: ids[key], alt: 'media', ...more });
  expect(await refusalOf(get('doc'))).toEqual({
    status: 403,
    reason: 'fileNotDownloadable',
    message: 'Only files with binary content can be downloaded. Use Export with Docs Editors files.',
  });
  expect(await refusalOf(get('bad'))).toMatchObject({ reason: 'cannotDownloadAbusiveFile' });
  expect((await get('bad', { acknowledgeAbuse: true })).status).toBe(200);
  expect(await refusalOf(get('hot'))).toMatchObject({
    reason: 'downloadQuotaExceeded',
    message: 'The download quota for this file has been exceeded.',
  });
  expect(await refusalOf(get('shut'))).toMatchObject({ reason: 'cannotDownloadFile' });
  expect((await drive.files.get({ fileId: ids.doc, fields: 'id,md5Checksum,size' })).data).toEqual({ id: ids.doc });
  await world.limits({ egressBytesLeft: 0 });
  expect(await refusalOf(get('bad', { acknowledgeAbuse: true }))).toMatchObject({ reason: 'userRateLimitExceeded' });
});

test('an id that was given out serves once', async () => {
  const drive = world.person;
  const id = (await drive.files.generateIds({ count: 1 })).data.ids?.[0] ?? '';
  const make = (given: string) => drive.files.create({ requestBody: { id: given, name: 'f' }, media: { body: 'x' } });
  expect((await make(id)).data.id).toBe(id);
  expect(await refusalOf(make(id))).toMatchObject({
    status: 409,
    reason: 'fileIdInUse',
    message: 'A file already exists with the provided ID.',
  });
  expect(await refusalOf(make('1MadeThisUpMyself'))).toMatchObject({ status: 400 });
  expect((await world.state()).files).toHaveLength(1);
});

test('folders, moving, trash, deleting, permissions on the record', async () => {
  const drive = world.person;
  const folder = async (name: string, parents?: string[]) =>
    (await drive.files.create({ requestBody: { name, parents, mimeType: 'application/vnd.google-apps.folder' } })).data
      .id ?? '';
  const [a, b] = [await folder('a'), await folder('b')];
  const inner = await folder('inner', [a]);
  const file = (await drive.files.create({ requestBody: { name: 'f', parents: [inner] }, media: { body: 'x' } })).data;
  const fileId = file.id ?? '';
  expect(await refusalOf(drive.files.update({ fileId, addParents: b }))).toMatchObject({ reason: 'cannotAddParent' });
  await drive.files.update({ fileId, addParents: b, removeParents: inner, requestBody: { name: 'g' } });
  expect(await refusalOf(drive.files.update({ fileId: a, addParents: inner, removeParents: 'root' }))).toMatchObject({
    reason: 'cannotAddParent',
  });
  await drive.files.update({ fileId: b, requestBody: { trashed: true } });
  const where = async () =>
    (await world.state()).files.map(({ path, trashed }) => `${path}${trashed ? ' trashed' : ''}`);
  expect(await where()).toEqual(['a', 'b trashed', 'a/inner', 'b/g trashed']);
  await drive.permissions.create({ fileId: a, requestBody: { type: 'anyone', role: 'reader' } });
  expect((await drive.permissions.list({ fileId: a })).data.permissions).toMatchObject([{ id: 'anyoneWithLink' }]);
  expect((await world.state()).files[0]?.permissions).toMatchObject([{ type: 'anyone', role: 'reader' }]);
  await drive.files.delete({ fileId: a });
  expect(await where()).toEqual(['b trashed', 'b/g trashed']);
});

describe('a resumable upload', () => {
  const bytes = noise(3 * unit + 17);

  async function begin(metadata: Record<string, unknown>, method: 'POST' | 'PATCH' = 'POST', id = ''): Promise<string> {
    const { headers, status } = await world.personAuth().request({
      url: `https://www.googleapis.com/upload/drive/v3/files${id}?uploadType=resumable&supportsAllDrives=true&fields=id,md5Checksum`,
      method,
      data: metadata,
      headers: { 'X-Upload-Content-Type': 'image/png', 'X-Upload-Content-Length': String(bytes.length) },
    });
    expect(status).toBe(200);
    return headers.get('location') ?? '';
  }

  const put = async (session: string, range: string | undefined, body: Buffer = Buffer.alloc(0)) => {
    const answer = await fetch(session, {
      method: 'PUT',
      headers: range === undefined ? {} : { 'Content-Range': range },
      body: new Uint8Array(body),
    });
    return { status: answer.status, range: answer.headers.get('range'), text: await answer.text() };
  };

  test('chunk by chunk, asked for how far it is, and asked again after the end', async () => {
    const session = await begin({ name: 'big.png' });
    expect(session.startsWith(world.sandbox.url)).toBe(true);
    const status = `bytes */${bytes.length}`;
    expect(await put(session, status)).toMatchObject({ status: 308, range: null });
    const first = await put(session, `bytes 0-${2 * unit - 1}/${bytes.length}`, bytes.subarray(0, 2 * unit));
    expect(first).toEqual({ status: 308, range: `bytes=0-${2 * unit - 1}`, text: '' });
    expect((await world.state()).upload_sessions).toMatchObject([{ name: 'big.png', offset: 2 * unit }]);
    expect(
      (await put(session, `bytes ${2 * unit}-${2 * unit + 9}/${bytes.length}`, bytes.subarray(0, 10))).status,
    ).toBe(400);
    expect((await put(session, `bytes 0-${unit - 1}/${bytes.length}`, bytes.subarray(0, unit))).range).toBe(
      `bytes=0-${2 * unit - 1}`,
    );
    const rest = `bytes ${2 * unit}-${bytes.length - 1}/${bytes.length}`;
    const last = await put(session, rest, bytes.subarray(2 * unit));
    expect([last.status, JSON.parse(last.text)]).toEqual([
      200,
      { id: expect.any(String) as string, md5Checksum: md5(bytes) },
    ]);
    expect((await put(session, status)).text).toBe(last.text);
    expect(await world.state()).toMatchObject({ upload_sessions: [], files: [{ name: 'big.png', md5: md5(bytes) }] });
  });

  test('of a chunk that was cut off whole units stay', async () => {
    const session = await begin({ name: 'big.png' });
    await world.fault({ match: 'PUT /upload', cutAfterBytes: unit + 70_000, times: 1 });
    await expect(put(session, `bytes 0-${bytes.length - 1}/${bytes.length}`, bytes)).rejects.toThrow();
    const { status, range } = await put(session, `bytes */${bytes.length}`);
    expect(status).toBe(308);
    expect([null, `bytes=0-${unit - 1}`]).toContain(range);
    const from = range === null ? 0 : unit;
    const rest = await put(session, `bytes ${from}-${bytes.length - 1}/${bytes.length}`, bytes.subarray(from));
    expect(JSON.parse(rest.text)).toMatchObject({ md5Checksum: md5(bytes) });
  });

  test('new content for a file that is there; a session that is over is gone', async () => {
    const ids = await world.seed({ files: [{ key: 'a', name: 'a.png' }] });
    const session = await begin({}, 'PATCH', `/${ids.a}`);
    expect((await put(session, undefined, bytes)).status).toBe(200);
    expect((await world.state()).files).toMatchObject([{ id: ids.a, md5: md5(bytes) }]);
    const other = await begin({ name: 'late' });
    await world.limits({ sessionSeconds: 0, sessionGoneStatus: 410 });
    expect((await put(other, `bytes */${bytes.length}`)).status).toBe(410);
  });
});
