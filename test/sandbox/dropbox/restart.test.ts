import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { md5, noise } from '../support/media';
import { World } from './support';

let data: string;
beforeEach(async () => (data = await mkdtemp(join(tmpdir(), 'sandbox-dropbox-'))));
afterEach(() => rm(data, { recursive: true, force: true }));

test('everything is there again: files, half an upload, links, settings, a listing half way', async () => {
  const first = await World.start({ data });
  const bytes = noise(600_000);
  await first.seed({ folder: '/many', count: 5 });
  await first.sdk.filesUpload({ path: '/Kept.bin', contents: bytes });
  await first.sdk.filesUpload({ path: '/kept.bin', contents: bytes.subarray(1), mode: { '.tag': 'overwrite' } });
  const { session_id } = (await first.sdk.filesUploadSessionStart({ contents: bytes.subarray(0, 1000) })).result;
  const { link } = (await first.sdk.filesGetTemporaryLink({ path: '/kept.bin' })).result;
  const { cursor } = (await first.sdk.filesListFolder({ path: '/many', limit: 3 })).result;
  await first.limits({ uploadMaxBytes: 999_999 });
  const { port } = first.sandbox;
  await first.close();

  const second = await World.start({ data, port });
  const state = await second.state();
  expect(state.files.find(({ path }) => path === '/Kept.bin')?.md5).toBe(md5(bytes.subarray(1)));
  expect(state.upload_sessions).toMatchObject([{ session_id, offset: 1000 }]);
  expect((await second.sdk.filesListFolderContinue({ cursor })).result.entries).toHaveLength(2);
  const contents = bytes.subarray(1000);
  const at = { session_id, offset: 1000 };
  await second.sdk.filesUploadSessionFinish({ cursor: at, commit: { path: '/late.bin' }, contents });
  expect((await second.state()).files.find(({ path }) => path === '/late.bin')?.md5).toBe(md5(bytes));
  expect(md5(Buffer.from(await (await fetch(link)).arrayBuffer()))).toBe(md5(bytes.subarray(1)));
  expect(await second.get('/__limits')).toMatchObject({ dropbox: { uploadMaxBytes: 999_999 } });
  await second.close();
});

test('a thousand pictures are there at once, each with bytes of its own', async () => {
  const world = await World.start();
  const { count } = await world.seed({ folder: '/p', count: 1000, image: 'jpg' });
  expect(count).toBe(1000);
  expect(new Set((await world.state()).files.map((file) => file.md5)).size).toBe(1000);
  await world.close();
});
