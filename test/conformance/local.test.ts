import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { Destination, Source } from '../../src/providers/provider';
import { openDestination, openSource } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import { failureOf, never, put, someBytes } from './contents';

const options = { signal: never };
const context = contextOf();

let base: string;
let source: Source;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ferry-local-'));
  chmodSync(base, 0o755);
  source = openSource({ provider: 'local', root: base }, context);
});
afterEach(() => {
  chmodSync(base, 0o755);
  rmSync(base, { recursive: true, force: true });
});

function file(path: string, bytes: Buffer | string = 'x'): string {
  const full = join(base, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, bytes);
  return full;
}

/** Does something without root's privileges: to root every file is readable. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65_534);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

async function list(folder = '') {
  const { entries, oddities } = await source.list({ folder: { path: folder }, limit: 100 }, options);
  return { entries: entries.map(({ path }) => path), oddities };
}

describe('a folder of this machine as a source', () => {
  test('links are followed, loops are not: each shows as what it is', async () => {
    file('a/1.bin');
    file('b/2.bin');
    symlinkSync('../b', join(base, 'a', 'other'));
    symlinkSync('..', join(base, 'a', 'up'));
    symlinkSync('.', join(base, 'a', 'self'));
    symlinkSync('me', join(base, 'a', 'me'));
    symlinkSync('gone', join(base, 'a', 'dead'));
    symlinkSync('1.bin', join(base, 'a', 'same.bin'));
    const folders = await source.folders({ limit: 100, recursive: true }, options);
    expect(folders.entries.map(({ path }) => path)).toEqual(['', 'a', 'a/other', 'b']);
    expect((await list('a/other')).entries).toEqual(['a/other/2.bin']);
    const found = await list('a');
    expect(found.entries).toEqual(['a/1.bin', 'a/same.bin']);
    expect(found.oddities.map(({ path, verdict, reason }) => [path, verdict, reason])).toEqual([
      ['a/dead', 'failed', 'a link to something that is not there'],
      ['a/me', 'skipped', 'a loop of links'],
      ['a/self', 'skipped', 'a link back to a folder it is in'],
      ['a/up', 'skipped', 'a link back to a folder it is in'],
    ]);
  });

  test('a file that may not be read is said to be so, and the others are listed', async () => {
    const secret = file('secret.bin');
    file('open.bin');
    chmodSync(secret, 0);
    const found = await asNobody(() => list());
    expect(found.entries).toEqual(['open.bin']);
    expect(found.oddities).toEqual([
      {
        path: 'secret.bin',
        bytes: 0,
        verdict: 'failed',
        reason: expect.stringMatching(/may not be opened.*EACCES/) as string,
      },
    ]);
    const content = await asNobody(() => source.content({ path: 'secret.bin' }, options));
    expect(await asNobody(() => failureOf(content.open()))).toMatchObject({ kind: 'InvalidAsset' });
  });

  test('a folder that may not be read fails when it is listed, and hides no other', async () => {
    file('closed/1.bin');
    file('open/1.bin');
    chmodSync(join(base, 'closed'), 0);
    await asNobody(async () => {
      const folders = await source.folders({ limit: 100, recursive: true }, options);
      expect(folders.entries.map(({ path }) => path)).toEqual(['', 'closed', 'open']);
      expect(await failureOf(list('closed'))).toMatchObject({ kind: 'InvalidAsset' });
      expect((await list('open')).entries).toEqual(['open/1.bin']);
    });
  });

  test('a name that is not UTF-8 is reported and not forgotten', async () => {
    file('fine.bin');
    const latin = Buffer.concat([Buffer.from(`${base}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]);
    writeFileSync(latin, 'x');
    const found = await list();
    expect(found.entries).toEqual(['fine.bin']);
    expect(found.oddities).toEqual([
      {
        path: 'caf\ufffd.jpg',
        bytes: 0,
        verdict: 'failed',
        reason: 'its name is not UTF-8 text; rename it, then retry',
      },
    ]);
  });

  test('what is neither file nor folder is skipped, and never waited for', async () => {
    expect(spawnSync('mkfifo', [join(base, 'pipe')]).status).toBe(0);
    expect((await list()).oddities).toEqual([
      { path: 'pipe', bytes: 0, verdict: 'skipped', reason: 'not a regular file' },
    ]);
  });

  test('a root that is not there, or is a file, says so', async () => {
    for (const root of [join(base, 'gone'), file('plain')]) {
      const missing = openSource({ provider: 'local', root }, context);
      expect(await failureOf(missing.check(options))).toMatchObject({ kind: 'NotFound' });
    }
  });

  test('a stream that nobody reads leaves no file open', async () => {
    file('x.bin', someBytes(1_000_000));
    const content = await source.content({ path: 'x.bin' }, options);
    const stream = await content.open();
    const openFiles = () => spawnSync('ls', ['-l', `/proc/${process.pid}/fd`], { encoding: 'utf8' }).stdout;
    expect(openFiles()).toContain(join(base, 'x.bin'));
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;
    await new Promise(setImmediate);
    while (openFiles().includes(join(base, 'x.bin'))) await new Promise(setImmediate);
  });
});

describe('a folder of this machine as a destination', () => {
  let destination: Destination;
  beforeEach(() => (destination = openDestination({ provider: 'local', root: join(base, 'to') }, context)));

  test.each(['../escape.bin', 'a/../../escape.bin', '/../escape.bin'])('%s does not lead out of it', async (path) => {
    expect(await failureOf(put(destination, path, someBytes(10)))).toMatchObject({ kind: 'InvalidAsset' });
    expect(await failureOf(destination.stat({ path, resourceType: 'raw' }, options))).toMatchObject({
      kind: 'InvalidAsset',
    });
    expect(existsSync(join(base, 'escape.bin'))).toBe(false);
  });

  test('a folder that may not be written to says so', async () => {
    mkdirSync(join(base, 'to'));
    chmodSync(join(base, 'to'), 0o555);
    const putting = () => failureOf(put(destination, 'a.bin', someBytes(10)));
    expect(await asNobody(putting)).toMatchObject({ kind: 'InvalidAsset' });
  });

  test('a folder that is not there is made', async () => {
    if (process.geteuid?.() === 0) chownSync(base, 65_534, 65_534);
    await asNobody(() => destination.check(options));
    expect(existsSync(join(base, 'to'))).toBe(true);
  });

  test('a path that is a folder already is no place for an asset', async () => {
    mkdirSync(join(base, 'to', 'a.bin'), { recursive: true });
    const error = await failureOf(put(destination, 'a.bin', someBytes(10)));
    expect(error).toMatchObject({ kind: 'InvalidAsset' });
  });
});
