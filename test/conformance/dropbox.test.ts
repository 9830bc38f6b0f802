import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Source } from '../../src/providers/provider';
import { contentOf, failureOf, listPages, md5, MemorySession, never, put, putRequest, someBytes } from './contents';
import { DropboxControl, openAccount, openFolder, service } from './dropbox.harness';

const options = { signal: never };
const mebibyte = 1024 * 1024;

let sandbox: Sandbox;
let control: DropboxControl;
beforeAll(async () => {
  sandbox = await startSandbox();
  control = new DropboxControl(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => control.reset());

async function bytesOf(source: Source, path: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await (await source.content({ path }, options)).open()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function folders(source: Source, limit = 100): Promise<string[]> {
  const paths: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await source.folders({ cursor, limit, recursive: true }, options);
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    paths.push(...page.entries.map(({ path }) => path));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return paths;
}

async function listed(
  source: Source,
  folder: string,
  limit: number,
  between?: () => Promise<unknown>,
): Promise<string[]> {
  const paths: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await source.list({ folder: { path: folder }, cursor, limit }, options);
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    paths.push(...page.entries.map(({ path }) => path));
    cursor = page.cursor;
    if (paths.length > 0) await between?.();
  } while (cursor !== undefined);
  return paths;
}

describe('as a source', () => {
  test('the whole tree comes from one recursive listing, in the case it is shown in', async () => {
    await control.seed({
      folders: ['/Trip/Empty'],
      files: [{ path: '/Trip/Day One/A.JPG' }, { path: '/Other/b.png' }],
    });
    const source = openFolder(sandbox, '/tRIP');
    expect(await source.check(options)).toEqual({ name: 'Trip' });
    expect((await folders(source, 2)).sort()).toEqual(['', 'Day One', 'Empty']);
    expect(await control.requests()).toMatchObject({ 'POST files/list_folder': { '200': 1 } });
    const { entries } = await source.list({ folder: { path: 'DAY one' }, limit: 10 }, options);
    expect(entries).toMatchObject([{ name: 'A.JPG', media: 'image', format: 'jpeg' }]);
    expect(source).toMatchObject({ scope: 'dropbox:/trip', service });
  });

  test('empty pages are read on, pages longer than asked for are given in parts', async () => {
    await control.seed({ folder: '/many', count: 20 });
    await control.limits({ emptyPages: 2, listExtra: 3 });
    const paths = await listed(openFolder(sandbox, '/many'), '', 4);
    expect([paths.length, new Set(paths).size]).toEqual([20, 20]);
  });

  test('a cursor that Dropbox has dropped leaves nothing out, of assets and of folders', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `f${n}`);
    await control.seed({ files: names.map((name) => ({ path: `/r/${name}/a.png` })), folder: '/r', count: 12 });
    const source = openFolder(sandbox, '/r');
    let resets = 0;
    const reset = async (): Promise<void> => {
      if (resets < 2) await control.limits({ resetCursors: true });
      resets += 1;
    };
    const paths = await listed(source, '', 5, reset);
    expect(new Set(paths).size).toBe(12);
    expect(resets).toBeGreaterThan(2);

    await control.limits({ listLimit: 5 });
    const first = await source.folders({ limit: 3, recursive: true }, options);
    await control.limits({ resetCursors: true });
    const found = first.entries.map(({ path }) => path);
    for (let cursor = first.cursor; cursor !== undefined;) {
      const page = await source.folders({ cursor, limit: 3, recursive: true }, options);
      found.push(...page.entries.map(({ path }) => path));
      cursor = page.cursor;
    }
    expect([...new Set(found)].sort()).toEqual(['', ...names].sort());
  });

  test('a listing whose every cursor is dropped fails in the end', async () => {
    await control.seed({ folder: '/r', count: 9 });
    const always = () => control.limits({ resetCursors: true });
    expect(await failureOf(listed(openFolder(sandbox, '/r'), '', 4, always))).toMatchObject({ kind: 'Transient' });
  });

  test('what Dropbox can only export is skipped with the reason', async () => {
    await control.seed({ paper: ['/r/Notes.paper'], files: [{ path: '/r/a.png' }] });
    const page = await openFolder(sandbox, '/r').list({ folder: { path: '' }, limit: 10 }, options);
    expect(page.entries.map(({ path }) => path)).toEqual(['a.png']);
    expect(page.oddities).toEqual([
      {
        path: 'Notes.paper',
        bytes: 100,
        verdict: 'skipped',
        reason: expect.stringContaining('export it as a file') as string,
      },
    ]);
    expect(await failureOf(bytesOf(openFolder(sandbox, '/r'), 'Notes.paper'))).toMatchObject({ kind: 'InvalidAsset' });
  });

  test('a root that is a file, or is not there, says so', async () => {
    await control.seed({ files: [{ path: '/a.png' }] });
    expect(await failureOf(openFolder(sandbox, '/a.png').check(options))).toMatchObject({ kind: 'InvalidAsset' });
    expect(await failureOf(openFolder(sandbox, '/gone').check(options))).toMatchObject({ kind: 'NotFound' });
    expect(await openFolder(sandbox, '').check(options)).toEqual({ name: 'Dropbox' });
  });

  test('a shared link: walked folder by folder, read, and named without its key', async () => {
    const seeded = (await control.seed({
      files: ['/Trip/a.png', '/Trip/Été/b.png', '/Trip/Été/x/c.png', '/Trip/z/d.png'].map((path) => ({ path })),
      sharedLinks: [{ path: '/Trip' }],
    })) as { sharedLinks: { url: string }[] };
    const url = new URL(seeded.sharedLinks[0]?.url ?? '');
    const source = openFolder(sandbox, `https://www.dropbox.com${url.pathname}${url.search}`);
    expect(await source.check(options)).toEqual({ name: 'Trip' });
    for (const limit of [1, 2, 100]) expect(await folders(source, limit)).toEqual(['', 'z', 'Été', 'Été/x']);
    const { entries } = await source.list({ folder: { path: 'Été' }, limit: 10 }, options);
    expect(entries).toMatchObject([{ path: 'Été/b.png', media: 'image' }]);
    const content = await source.content({ path: 'Été/b.png' }, options);
    expect(content.fingerprint).toBe(entries[0]?.fingerprint);
    expect((await bytesOf(source, 'Été/b.png')).equals(await control.read('/Trip/Été/b.png'))).toBe(true);
    expect(await source.directUrl?.({ path: 'a.png' }, options)).toBeUndefined();
    expect(source.scope).not.toContain(url.searchParams.get('rlkey'));
    const gone = openFolder(sandbox, `https://www.dropbox.com${url.pathname}?rlkey=wrong`);
    expect(await failureOf(gone.check(options))).toMatchObject({ kind: 'NotFound', message: /shared link/ });
  });

  test('a temporary link gives the bytes to anybody, and ends with 410', async () => {
    await control.write('/r/a.bin', Buffer.from('bytes'));
    const source = openFolder(sandbox, '/r');
    const link = (await source.directUrl?.({ path: 'a.bin' }, options)) ?? '';
    expect(await (await fetch(link)).text()).toBe('bytes');
    await control.limits({ linkSeconds: 0 });
    const late = (await source.directUrl?.({ path: 'a.bin' }, options)) ?? '';
    expect((await fetch(late)).status).toBe(410);
  });

  test('a download that breaks goes on where it broke', async () => {
    const bytes = someBytes(3_000_000);
    await control.write('/r/a.bin', bytes);
    const source = openFolder(sandbox, '/r');
    const content = await source.content({ path: 'a.bin' }, options);
    for (let n = 0; n < 3; n += 1) {
      await control.fault({ match: 'files/download', cutAfterBytes: 400_000, afterEffect: true, times: 1 });
    }
    const parts: Buffer[] = [];
    for await (const part of await content.open()) parts.push(part as Buffer);
    expect(md5(Buffer.concat(parts))).toBe(md5(bytes));
    expect((await control.requests())['POST files/download']?.['206']).toBeGreaterThanOrEqual(1);
  });

  test('a download that was damaged on its way is refused, and its end is not handed on', async () => {
    const bytes = Buffer.alloc(300_000, 'a');
    await control.write('/r/a.bin', bytes);
    const content = await openFolder(sandbox, '/r').content({ path: 'a.bin' }, options);
    const { rev } = (await control.state()).files[0] as unknown as { rev: string };
    const headers = { 'dropbox-api-result': JSON.stringify({ rev }), 'content-type': 'application/octet-stream' };
    await control.fault({ match: 'files/download', status: 200, headers, body: 'b'.repeat(bytes.length) });
    let read = 0;
    const reading = (async () => {
      for await (const part of await content.open()) read += (part as Buffer).length;
    })();
    expect(await failureOf(reading)).toMatchObject({ kind: 'Transient', message: /damaged/ });
    expect(read).toBeLessThan(bytes.length);
  });

  test('what it looks like to a doctor', async () => {
    const health = await openFolder(sandbox, '').health?.(options);
    expect(health?.words).toBe('signed in as Ferry Sandbox (ferry@sandbox.test)');
    expect(Math.abs(health?.clockSkewMs ?? Number.NaN)).toBeLessThan(10_000);
    await control.fault({ status: 503 });
    expect(await failureOf(Promise.resolve(openFolder(sandbox, '').probe?.(options)))).toMatchObject({
      kind: 'Transient',
    });
  });
});

describe('tokens', () => {
  test('one that ends in the middle is renewed once, for all who wait', async () => {
    const bytes = someBytes(1000);
    await control.write('/r/a.bin', bytes);
    const source = openFolder(sandbox, '/r');
    await source.check(options);
    await control.limits({ expireTokens: true });
    const all = await Promise.all(Array.from({ length: 8 }, () => bytesOf(source, 'a.bin')));
    expect(all.every((found) => found.equals(bytes))).toBe(true);
    expect((await control.requests())['POST oauth2/token']).toEqual({ '200': 2 });
  });

  test('each kind of call lives through the end of its token', async () => {
    const destination = openAccount(sandbox);
    await destination.check(options);
    const expired = { status: 401, times: 1 };
    await control.fault({ match: '/2/files/upload', ...expired });
    const bytes = someBytes(100_000);
    expect(await put(destination, 'r/a.bin', bytes)).toMatchObject({ existed: false, sentMd5: md5(bytes) });
    expect((await control.read('/r/a.bin')).equals(bytes)).toBe(true);
    await control.fault({ match: 'files/download', ...expired });
    expect((await bytesOf(openFolder(sandbox, '/r'), 'a.bin')).equals(bytes)).toBe(true);
  });

  test('one that cannot be renewed parks the job: an access token by itself, a consent that was taken back', async () => {
    await control.fault({ match: 'list_folder', status: 401 });
    const token = { DROPBOX_TOKEN: `sl.${'x'.repeat(40)}` };
    const lone = await failureOf(openFolder(sandbox, '', token).check(options));
    expect(lone).toMatchObject({ kind: 'AuthFailed', message: /4 hours.*ferry auth login dropbox/ });
    await control.limits({ revokeConsent: true });
    const revoked = await failureOf(openFolder(sandbox, '').check(options));
    expect(revoked).toMatchObject({ kind: 'AuthFailed', message: /consent.*ferry auth login dropbox/ });
    expect(String((revoked as Error).message)).not.toContain(sandbox.environment.DROPBOX_REFRESH_TOKEN);
  });
});

test.each(['json', 'text', 'bare'] as const)('a 429 written as %s', async (limitForm) => {
  await control.limits({ callsLeft: 0, limitForm });
  const began = Date.now();
  const error = await failureOf(openFolder(sandbox, '').check(options));
  expect(error).toMatchObject({
    kind: 'RateLimited',
    details: { quota: expect.stringMatching(/^dropbox:/) as string },
  });
  const { resetAt, slowDown } = (error as { details: { resetAt?: string; slowDown?: boolean } }).details;
  if (limitForm === 'bare') expect([resetAt, slowDown]).toEqual([undefined, true]);
  else expect(Date.parse(resetAt ?? '') - began).toBeGreaterThan(250_000);
});

describe('as a destination', () => {
  test('paths tell no case apart: what is there is found and kept', async () => {
    const destination = openAccount(sandbox);
    await put(destination, 'R/Photo.bin', Buffer.from('one'));
    expect(await put(destination, 'r/PHOTO.BIN', Buffer.from('one'))).toMatchObject({
      existed: true,
      isSameContent: true,
    });
    expect(await put(destination, 'r/PHOTO.BIN', Buffer.from('two'))).toMatchObject({
      existed: true,
      isSameContent: false,
    });
    expect((await listPages(destination, 'r')).flat().map(({ path }) => path)).toEqual(['R/Photo.bin']);
  });

  test('an answer that was lost: the next attempt finds the file stored and says when', async () => {
    const destination = openAccount(sandbox);
    const bytes = someBytes(1000);
    await control.fault({ match: '/2/files/upload', status: 0, afterEffect: true, times: 1 });
    expect(await failureOf(put(destination, 'r/a.bin', bytes))).toMatchObject({ kind: 'Transient' });
    const again = await put(destination, 'r/a.bin', bytes);
    expect(again).toMatchObject({ existed: true, isSameContent: true });
    expect(Math.abs(Date.parse(again.createdAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  test('somebody who was faster between the look and the upload is left alone', async () => {
    const destination = openAccount(sandbox);
    await control.write('/r/a.bin', Buffer.from('theirs'));
    const gone = { error_summary: 'path/not_found/', error: { '.tag': 'path', path: { '.tag': 'not_found' } } };
    await control.fault({ match: 'get_metadata', status: 409, body: gone, times: 1 });
    expect(await put(destination, 'r/a.bin', Buffer.from('ours!!'))).toMatchObject({
      existed: true,
      isSameContent: false,
    });
    expect((await control.read('/r/a.bin')).toString()).toBe('theirs');
  });

  test('a folder of that name is a conflict', async () => {
    await control.seed({ folders: ['/r/a.bin'] });
    expect(await failureOf(put(openAccount(sandbox), 'r/a.bin', Buffer.from('x')))).toMatchObject({ kind: 'Conflict' });
  });

  describe('more than 8 MiB', () => {
    const bytes = someBytes(21 * mebibyte);

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
      const first = openAccount(sandbox).put(putRequest('r/big.bin', contentOf(bytes), { session: stopped }), {
        signal: abort.signal,
      });
      expect(await failureOf(first)).toMatchObject({ name: 'AbortError' });
      expect((await control.state()).upload_sessions).toMatchObject([{ offset: 16 * mebibyte }]);
      const progress: number[] = [];
      const request = putRequest('r/big.bin', contentOf(bytes), { session, onProgress: (sent) => progress.push(sent) });
      expect(await openAccount(sandbox).put(request, options)).toMatchObject({
        existed: false,
        stored: { bytes: bytes.length },
      });
      expect(progress).toEqual([bytes.length]);
      expect(session.at).toBeUndefined();
      expect((await control.state()).files).toMatchObject([{ path: '/r/big.bin', md5: md5(bytes) }]);
    });

    test('a part whose answer was lost is not sent twice', async () => {
      const session = new MemorySession();
      const request = putRequest('r/big.bin', contentOf(bytes), { session });
      await control.fault({ match: 'append_v2', status: 0, afterEffect: true, times: 1 });
      expect(await failureOf(openAccount(sandbox).put(request, options))).toMatchObject({ kind: 'Transient' });
      expect(session.at?.nextByte).toBe(8 * mebibyte);
      await openAccount(sandbox).put(request, options);
      expect((await control.state()).files).toMatchObject([{ md5: md5(bytes) }]);
      expect((await control.requests())['POST files/upload_session/append_v2']).toEqual({ reset: 1, '409': 1 });
    });

    test('a session that Dropbox has forgotten begins anew', async () => {
      const session = new MemorySession();
      session.at = { uploadId: 'pid_upload_session:forgotten', nextByte: 8 * mebibyte };
      const answer = await openAccount(sandbox).put(putRequest('r/big.bin', contentOf(bytes), { session }), options);
      expect(answer).toMatchObject({ existed: false, stored: { bytes: bytes.length } });
      expect((await control.state()).files).toMatchObject([{ md5: md5(bytes) }]);
    });
  });

  test('what arrives damaged does not stay', async () => {
    const destination = openAccount(sandbox);
    const real = globalThis.fetch;
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const answer = await real(input, init);
      if (typeof input !== 'string' || !input.endsWith('/2/files/upload')) return answer;
      const stored = (await answer.json()) as Record<string, unknown>;
      return Response.json({ ...stored, content_hash: 'of-other-bytes' });
    });
    const error = await failureOf(put(destination, 'r/a.bin', someBytes(1000)));
    spy.mockRestore();
    expect(error).toMatchObject({ kind: 'Transient', message: /damaged/, details: { service } });
    expect((await control.state()).files).toEqual([]);
  });
});
