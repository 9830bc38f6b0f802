import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Content, Destination } from '../../src/providers/provider';
import { openSource } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import { SandboxControl } from '../support/sandbox-control';
import { openAccount } from './cloudinary.harness';
import { contentOf, failureOf, listPages, md5, MemorySession, never, put, putRequest, someBytes } from './contents';

const options = { signal: never };
const inTwoHours = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 3_600_000).toISOString();

let sandbox: Sandbox;
let control: SandboxControl;
beforeAll(async () => {
  sandbox = await startSandbox();
  control = new SandboxControl(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => control.reset());

async function total(): Promise<number> {
  return (await control.details()).length;
}

describe.each(['fixed', 'dynamic'] as const)('an account with %s folders', (folderMode) => {
  beforeEach(() => control.limits({ folderMode }));

  test('is asked how it is once, however many assets come and whoever opens it next', async () => {
    const facts = new Map<string, string>();
    const first = openAccount(sandbox, 'r', { facts });
    await first.check(options);
    for (let n = 0; n < 5; n += 1) await put(first, `r/${n}.bin`, someBytes(10));
    const second = openAccount(sandbox, 'r', { facts });
    await second.check(options);
    await put(second, 'r/x.bin', someBytes(10));
    await listPages(second, 'r');
    expect(await control.requests('GET config')).toEqual({ '200': 1 });
    await openAccount(sandbox, 'r').check(options);
    expect(await control.requests('GET config')).toEqual({ '200': 2 });
  });

  test('has folder path and name in the public id, and the folder where it shows one', async () => {
    const destination = openAccount(sandbox, 'shop');
    const attributes = { tags: ['a', 'ü, b'], context: { alt: 'x=1|y' }, metadata: {}, eager: [] };
    await put(destination, 'shop/summer/shoe.bin', someBytes(10), { attributes });
    await put(destination, 'shop/winter/shoe.bin', someBytes(10));
    const stored = await control.assets();
    expect(stored.map(({ public_id }) => public_id).sort()).toEqual(['shop/summer/shoe.bin', 'shop/winter/shoe.bin']);
    const one = stored.find(({ public_id }) => public_id === 'shop/summer/shoe.bin');
    if (folderMode === 'dynamic') expect(one?.asset_folder).toBe('shop/summer');
    expect(one?.context).toMatchObject({ alt: 'x=1|y' });
    expect(one?.tags).toContain('a');
  });

  test.each(['brand', 'a "quoted" one', 'deep/er', 'with space', "o'clock"])(
    'lists below %s that and nothing beside it',
    async (root) => {
      const destination = openAccount(sandbox, root);
      for (const path of [`${root}/1.bin`, `${root}/sub/2.bin`, `${root}2/3.bin`, `x/${root}/4.bin`, '5.bin']) {
        await put(destination, path, someBytes(10));
      }
      const listed = (await listPages(destination, root)).flat().map(({ path }) => path);
      expect(listed.sort()).toEqual([`${root}/1.bin`, `${root}/sub/2.bin`]);
      expect((await listPages(openAccount(sandbox, ''), '')).flat()).toHaveLength(5);
    },
  );
});

describe('a bad wire', () => {
  test('an answer that was lost: the next attempt finds the asset stored and says when', async () => {
    const destination = openAccount(sandbox, 'r');
    const bytes = someBytes(1000);
    await destination.check(options);
    await control.fault({ match: '/upload', status: 0, afterEffect: true, times: 1 });
    expect(await failureOf(put(destination, 'r/a.bin', bytes))).toMatchObject({ kind: 'Transient' });
    const again = await put(destination, 'r/a.bin', bytes);
    expect(again).toMatchObject({ existed: true, stored: { etag: md5(bytes) } });
    expect(Math.abs(Date.parse(again.createdAt ?? '') - Date.now())).toBeLessThan(60_000);
    expect(await control.assets()).toHaveLength(1);
  });

  test('a call that gets no answer is aborted within a second, each kind of call', async () => {
    const destination = openAccount(sandbox, 'r');
    await destination.check(options);
    await control.fault({ delayMs: 2_000 });
    const calls = [
      (signal: AbortSignal) => destination.list({ root: 'r' }, { signal }),
      (signal: AbortSignal) => destination.stat({ path: 'a', resourceType: 'raw' }, { signal }),
      (signal: AbortSignal) => destination.put(putRequest('r/a', contentOf(someBytes(1))), { signal }),
      async (signal: AbortSignal) => destination.delete?.({ path: 'a', resourceType: 'raw' }, { signal }),
      async (signal: AbortSignal) => destination.move?.({ path: 'a', to: 'b', resourceType: 'raw' }, { signal }),
      async (signal: AbortSignal) => destination.probe?.({ signal }),
    ];
    for (const call of calls) {
      const began = performance.now();
      expect(await failureOf(call(AbortSignal.timeout(50)))).toMatchObject({
        name: expect.stringMatching(/Abort|Timeout/) as string,
      });
      expect(performance.now() - began).toBeLessThan(1000);
    }
  });

  test('a machine that is not there is an outage and no fault of the asset', async () => {
    const gone = await startSandbox();
    const destination = openAccount(gone, 'r', { facts: new Map([['cloudinary:ferry-sandbox folder_mode', 'fixed']]) });
    await gone.close();
    const calls = [
      () => put(destination, 'r/a', someBytes(10)),
      () => destination.list({ root: 'r' }, options),
      async () => destination.probe?.(options),
    ];
    for (const call of calls) expect(await failureOf(call())).toMatchObject({ kind: 'Transient' });
  });

  test('the probe draws on no quota, and tells an outage', async () => {
    const destination = openAccount(sandbox, 'r');
    await control.limits({ adminRemaining: 0, resetAt: inTwoHours });
    await expect(destination.probe?.(options)).resolves.toBeUndefined();
    await control.fault({ status: 503 });
    expect(await failureOf(Promise.resolve(destination.probe?.(options)))).toMatchObject({ kind: 'Transient' });
  });

  test('what the service looks like to a doctor: credentials, quota, clock', async () => {
    const health = await openAccount(sandbox, 'r').health?.(options);
    expect(health?.words).toMatch(/credentials work, \d+ Admin API calls left/);
    expect(Math.abs(health?.clockSkewMs ?? Number.NaN)).toBeLessThan(10_000);
  });
});

describe('more than 100 MB', () => {
  const bytes = 105_000_000;
  let dir: string;
  let content: Content;
  let destination: Destination;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'ferry-big-'));
    writeFileSync(join(dir, 'big.bin'), '');
    truncateSync(join(dir, 'big.bin'), bytes);
    content = await openSource({ provider: 'local', root: dir }, contextOf()).content({ path: 'big.bin' }, options);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  beforeEach(() => (destination = openAccount(sandbox, 'r')));

  const chunks = async () =>
    (await control.details())
      .filter(({ route, status }) => route === 'POST upload' && status === 200)
      .map(({ content_range }) => content_range);

  test('goes up in chunks, and goes on at the next one after an abort', async () => {
    const session = new MemorySession();
    const abort = new AbortController();
    const stopped = {
      find: () => session.find(),
      forget: () => session.forget(),
      record: async (at: { uploadId: string; nextByte: number }) => {
        await session.record(at);
        if (at.nextByte === 40_000_000) abort.abort();
      },
    };
    const first = destination.put(putRequest('r/big.bin', content, { session: stopped }), { signal: abort.signal });
    expect(await failureOf(first)).toMatchObject({ name: 'AbortError' });
    expect(session.at?.nextByte).toBe(40_000_000);

    const progress: number[] = [];
    const again = openAccount(sandbox, 'r');
    const request = putRequest('r/big.bin', content, { session, onProgress: (sent) => progress.push(sent) });
    const answer = await again.put(request, options);
    expect(answer).toMatchObject({ existed: false, stored: { path: 'r/big.bin', bytes } });
    expect(answer.stored.etag).toBe(md5(Buffer.alloc(bytes)));
    expect(await chunks()).toEqual([
      `bytes 0-19999999/${bytes}`,
      `bytes 20000000-39999999/${bytes}`,
      `bytes 40000000-59999999/${bytes}`,
      `bytes 60000000-79999999/${bytes}`,
      `bytes 80000000-99999999/${bytes}`,
      `bytes 100000000-104999999/${bytes}`,
    ]);
    expect(progress[0]).toBe(60_000_000);
    expect(session.at).toBeUndefined();
    expect(await control.assets()).toHaveLength(1);
  });

  test('an upload that the service has forgotten is never taken for a success, and begins anew', async () => {
    const session = new MemorySession();
    session.at = { uploadId: 'forgotten', nextByte: 100_000_000 };
    const error = await failureOf(destination.put(putRequest('r/big.bin', content, { session }), options));
    expect(error).toMatchObject({ kind: 'Transient' });
    expect(session.at).toBeUndefined();
    expect(await control.assets()).toEqual([]);
  });
});

describe('the hourly quota of the Admin API', () => {
  test('is remembered from the last answer where a refusal names no reset', async () => {
    const destination = openAccount(sandbox, 'r');
    await control.limits({ adminRemaining: 100, resetAt: inTwoHours });
    await destination.list({ root: 'r' }, options);
    await control.fault({ match: 'search', status: 420, body: { error: { message: 'Rate Limit Exceeded.' } } });
    expect(await failureOf(destination.list({ root: 'r' }, options))).toMatchObject({
      kind: 'RateLimited',
      details: { quota: 'cloudinary:ferry-sandbox:admin', resetAt: inTwoHours },
    });
  });

  test.each([420, 429] as const)('%d names its reset in words', async (status) => {
    const destination = openAccount(sandbox, 'r');
    await destination.check(options);
    await control.limits({ adminRemaining: 0, resetAt: inTwoHours, status, headers: false });
    expect(await failureOf(destination.list({ root: 'r' }, options))).toMatchObject({
      kind: 'RateLimited',
      details: { resetAt: inTwoHours },
    });
  });

  test('used up holds listings and no upload', async () => {
    const destination = openAccount(sandbox, 'r');
    await destination.check(options);
    await control.limits({ adminRemaining: 0, resetAt: inTwoHours });
    await failureOf(destination.list({ root: 'r' }, options));
    await expect(put(destination, 'r/a.bin', someBytes(10))).resolves.toMatchObject({ existed: false });
  });

  test('what is to be left to others is left, without asking', async () => {
    const destination = openAccount(sandbox, 'r', { leaveQuota: 5 });
    await control.limits({ adminRemaining: 8, resetAt: inTwoHours });
    await destination.check(options);
    await destination.list({ root: 'r' }, options);
    await destination.list({ root: 'r' }, options);
    const before = await total();
    expect(await failureOf(destination.list({ root: 'r' }, options))).toMatchObject({
      kind: 'RateLimited',
      message: expect.stringContaining('--leave-quota 5') as string,
      details: { quota: 'cloudinary:ferry-sandbox:admin', resetAt: inTwoHours },
    });
    expect(await total()).toBe(before);
    await expect(put(destination, 'r/a.bin', someBytes(10))).resolves.toMatchObject({ existed: false });
  });
});
