import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registry } from '../../sandbox/registry';
import { Control } from './support/control';
import { jpeg, md5, noise } from './support/media';
import { runProgram, startProgram, type Program } from './support/program';
import { apiUrl, multipart, send, signed, type RawAnswer } from './support/raw-upload';

const mebibyte = 1024 * 1024;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
});
afterEach(() => rm(dir, { recursive: true }));

type State = {
  assets: { public_id: string; md5: string; url: string }[];
  uploads_in_progress: object[];
  folders: string[];
};

async function upload(program: Program, publicId: string, bytes: Buffer, headers = {}): Promise<RawAnswer> {
  const fields = signed({ ...program, close: async () => undefined }, { public_id: publicId, asset_folder: 'in' });
  const url = apiUrl({ ...program, close: async () => undefined }, 'raw/upload');
  return send(url, { method: 'POST', headers, body: multipart(fields, bytes) });
}

test('it writes the env file, then says once that it is ready, and ends cleanly', async () => {
  const envFile = join(dir, 'env');
  const program = await startProgram(['--port', '0', '--env-file', envFile], { TMPDIR: dir });
  const lines = (await readFile(envFile, 'utf8')).trim().split('\n');
  expect(Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))).toEqual(program.environment);
  expect(lines.find((line) => line.startsWith('CLOUDINARY_URL='))).toMatch(
    new RegExp(`^CLOUDINARY_URL=cloudinary://\\d+:[\\w-]+@[\\w-]+\\?upload_prefix=http://127.0.0.1:${program.port}$`),
  );
  expect((await stat(envFile)).mode & 0o077).toBe(0);
  expect(await new Control(program).get('/__state')).toEqual({ services: Object.keys(registry) });
  expect(readdirSync(dir)).toHaveLength(2);
  expect(await program.end('SIGTERM')).toBe(0);
  expect(readdirSync(dir)).toEqual(['env']);
});

test('a port in use is said clearly, with exit code 5', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const args = ['--port', String(port), '--env-file', join(dir, 'env')];
  const { code, stdout, stderr } = await runProgram(args, { TMPDIR: dir });
  other.close();
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
  expect(stderr).toContain(`port ${port} is in use`);
  expect(readdirSync(dir)).toEqual([]);
});

test('what a killed one left behind goes when the next one starts', async () => {
  const killed = await startProgram(['--port', '0'], { TMPDIR: dir });
  await killed.end('SIGKILL');
  expect(readdirSync(dir)).toHaveLength(1);
  const next = await startProgram(['--port', '0'], { TMPDIR: dir });
  expect(readdirSync(dir)).toHaveLength(1);
  await next.end('SIGTERM');
  expect(readdirSync(dir)).toEqual([]);
});

test('flags that make no sense are refused', async () => {
  const { code, stderr } = await runProgram(['--port', 'many']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('whole number');
});

test('with --data everything is there after a restart: assets, folders, settings, half an upload', async () => {
  const data = ['--port', '0', '--data', join(dir, 'data')];
  const first = await startProgram(data);
  const bytes = noise(11 * mebibyte);
  const half = bytes.subarray(0, 6 * mebibyte);
  const range = (start: number, end: number): object => ({
    'X-Unique-Upload-Id': 'u',
    'Content-Range': `bytes ${start}-${end - 1}/${end === bytes.length ? end : -1}`,
  });
  await upload(first, 'kept', Buffer.from('kept'));
  await upload(first, 'half', half, range(0, half.length));
  await new Control(first).limits({ folderMode: 'fixed' });
  expect(await first.end('SIGTERM')).toBe(0);

  const second = await startProgram(data);
  const control = new Control(second);
  const state = await control.get<State>('/__state/cloudinary');
  expect(state).toMatchObject({
    folder_mode: 'fixed',
    assets: [{ public_id: 'kept' }],
    uploads_in_progress: [{ id: 'u', offset: half.length }],
  });
  expect(await (await fetch(state.assets[0]?.url ?? '')).text()).toBe('kept');
  const done = await upload(second, 'half', bytes.subarray(half.length), range(half.length, bytes.length));
  expect(done.body).toMatchObject({ done: true, etag: md5(bytes) });
  await second.end('SIGINT');
});

test('killed in the middle of many uploads, it has each that was answered, whole, and no byte of another', async () => {
  const data = ['--port', '0', '--data', join(dir, 'data')];
  const first = await startProgram(data);
  const photo = await jpeg();
  const answered = new Map<string, string>();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const n = next++;
      const bytes = Buffer.concat([photo, noise(n * 997)]);
      const answer = await upload(first, `k/${n}`, bytes);
      answered.set(`k/${n}`, md5(bytes));
      expect(answer.body.etag).toBe(md5(bytes));
      if (answered.size === 150) void first.end('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, lane));
  expect(answered.size).toBeGreaterThanOrEqual(150);

  const second = await startProgram(data);
  const { assets } = await new Control(second).get<State>('/__state/cloudinary');
  const stored = new Map(assets.map((asset) => [asset.public_id, asset.md5]));
  for (const [publicId, sum] of answered) expect(stored.get(publicId)).toBe(sum);
  for (const asset of assets) {
    const response = await fetch(asset.url);
    expect(md5(Buffer.from(await response.arrayBuffer()))).toBe(asset.md5);
  }
  await second.end('SIGTERM');
});
