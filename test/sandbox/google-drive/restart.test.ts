import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { md5, noise } from '../support/media';
import { World } from './support';

let data: string;
beforeEach(async () => (data = await mkdtemp(join(tmpdir(), 'sandbox-drive-'))));
afterEach(() => rm(data, { recursive: true, force: true }));

test('everything is there again: files, half an upload, the key, the sign-in, settings', async () => {
  const first = await World.start({ data });
  const bytes = noise(256 * 1024 + 9);
  const ids = await first.seed({ files: [{ key: 'a', name: 'a.png' }], shortcuts: [{ name: 's', target: 'a' }] });
  const auth = first.personAuth();
  const begun = await auth.request({
    url: 'https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable&fields=md5Checksum',
    method: 'POST',
    data: { name: 'late.bin' },
  });
  const session = begun.headers.get('location') ?? '';
  const put = (range: string, body: Buffer) =>
    fetch(session, { method: 'PUT', headers: { 'Content-Range': range }, body: new Uint8Array(body) });
  await put('bytes 0-262143/*', bytes.subarray(0, 262_144));
  await first.limits({ storageBytes: 999_999 });
  const { private_key: key } = first.credentials<{ private_key: string }>('service-account');
  const before = await first.state();
  const { port } = first.sandbox;
  await first.close();

  const second = await World.start({ data, port });
  expect((await second.state()).files).toEqual(before.files);
  expect(second.credentials<{ private_key: string }>('service-account').private_key).toBe(key);
  expect((await second.drive(auth).files.get({ fileId: ids.a })).data.name).toBe('a.png');
  const last = await put(`bytes 262144-${bytes.length - 1}/${bytes.length}`, bytes.subarray(262_144));
  expect(await last.json()).toEqual({ md5Checksum: md5(bytes) });
  expect(await second.get('/__limits')).toMatchObject({ 'google-drive': { storageBytes: 999_999 } });
  await second.close();
});

test('a thousand pictures are there at once, each with bytes of its own', async () => {
  const world = await World.start();
  await world.seed({ folders: [{ key: 'p', name: 'p' }], folder: 'p', count: 1000, image: 'jpg' });
  const { files } = await world.state();
  expect(new Set(files.map((file) => file.md5)).size).toBe(1001);
  await world.close();
});
