import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import type { Destination } from '../../src/providers/provider';
import { ProviderError } from '../../src/providers/provider-error';
import {
  contentOf,
  failureOf,
  halfOf,
  listPages,
  md5,
  never,
  put,
  putRequest,
  someBytes as anyBytes,
} from './contents';
import { faultNames, isExempt, type DestinationHarness } from './harness';

/** What every destination must do, whatever service it is. */
export function destinationSuite(start: () => Promise<DestinationHarness>): void {
  let harness: DestinationHarness;
  let destination: Destination;
  beforeAll(async () => (harness = await start()));
  afterAll(() => harness.close());
  beforeEach(async () => {
    await harness.reset();
    destination = await harness.open('r');
    await destination.check({ signal: never });
  });

  const at = (path: string) => `${path}.${harness.contents?.extension ?? 'bin'}`;
  const someBytes = (length: number) => harness.contents?.bytes(length) ?? anyBytes(length);
  /** What a listing says of how long an asset is. */
  const listedBytes = ({ length }: Buffer) => (harness.listedBytes === undefined ? length : undefined);

  /** The etag that an asset of these bytes must have: their MD5, or none at all. */
  const etagOf = (bytes: Buffer) => (isExempt(harness.etags) ? undefined : md5(bytes));

  const storedPaths = async () => [...(await harness.stored()).keys()].sort();

  test('stores the bytes it is given, says so, and lists them once', async () => {
    const bytes = someBytes(300_000);
    const answer = await put(destination, at('r/a/photo'), bytes);
    expect(answer).toMatchObject({ existed: false, sentMd5: md5(bytes) });
    expect(answer.stored).toMatchObject({ path: at('r/a/photo'), bytes: bytes.length });
    expect(answer.stored.etag).toBe(etagOf(bytes));
    expect(md5((await harness.stored()).get(at('r/a/photo')) ?? Buffer.alloc(0))).toBe(md5(bytes));
    const listed = (await listPages(destination, 'r')).flat();
    expect(listed.map(({ path, etag, bytes: size }) => ({ path, etag, size }))).toEqual([
      { path: at('r/a/photo'), etag: etagOf(bytes), size: listedBytes(bytes) },
    ]);
  });

  test('lists each of many assets exactly once over its pages, and nothing beside its root', async () => {
    await harness.fill('r', 1203);
    await harness.fill('r2', 3);
    const pages = await listPages(destination, 'r');
    const paths = pages.flat().map(({ path }) => path);
    expect(pages.length).toBeGreaterThan(1);
    expect(paths).toHaveLength(1203);
    expect(new Set(paths).size).toBe(1203);
    expect(paths.every((path) => path.startsWith('r/'))).toBe(true);
  });

  test('lists nothing where nothing is', async () => {
    expect((await listPages(destination, 'r')).flat()).toEqual([]);
  });

  test.each(['r/写真/Фото/été 🎉', `r/${'deep/'.repeat(30)}x`, "r/o'brien & söhne/a=b,c|d"])(
    'keeps the path %s',
    async (wanted) => {
      // Characters that some service refuses never get as far as here: see naming.
      const path = at(wanted.replaceAll('&', 'and'));
      const bytes = someBytes(10);
      await put(destination, path, bytes);
      expect(await storedPaths()).toEqual([path]);
      expect((await listPages(destination, 'r')).flat().map((asset) => asset.path)).toEqual([path]);
      const found = await destination.stat({ path, resourceType: 'raw' }, { signal: never });
      expect(found).toMatchObject({ path, bytes: bytes.length });
      expect(found?.etag).toBe(etagOf(bytes));
    },
  );

  test('an empty asset', async () => {
    const answer = failureOrAnswer(put(destination, at('r/empty'), Buffer.alloc(0)));
    if (isExempt(harness.emptyAssets)) {
      expect(harness.emptyAssets.exempt).not.toBe('');
      expect(await answer).toMatchObject({ kind: 'InvalidAsset' });
      expect(await storedPaths()).toEqual([]);
    } else {
      expect(await answer).toMatchObject({ existed: false, stored: { bytes: 0 } });
      expect(await storedPaths()).toEqual([at('r/empty')]);
    }
  });

  test('told to keep what is there, stores once and gives back what is there', async () => {
    const [first, longer, other] = [someBytes(1000), someBytes(1001), someBytes(1000)];
    await put(destination, at('r/a'), first);
    for (const bytes of [first, longer, other]) {
      const again = await put(destination, at('r/a'), bytes);
      expect(again).toMatchObject({ existed: true, stored: { bytes: first.length } });
      expect(again.stored.etag).toBe(etagOf(first));
      if (isExempt(harness.etags)) expect(again.isSameContent).toBe(bytes === first);
    }
    const stored = await harness.stored();
    expect([...stored.keys()]).toEqual([at('r/a')]);
    expect(stored.get(at('r/a'))?.equals(first)).toBe(true);
  });

  test('told to replace what is there, does', async () => {
    const other = someBytes(500);
    await put(destination, at('r/a'), someBytes(1000));
    const answer = await put(destination, at('r/a'), other, { ifExists: 'replace' });
    expect(answer).toMatchObject({ existed: false, stored: { bytes: other.length } });
    expect(answer.stored.etag).toBe(etagOf(other));
    expect((await harness.stored()).get(at('r/a'))?.equals(other)).toBe(true);
    expect((await listPages(destination, 'r')).flat()).toHaveLength(1);
  });

  test('a source that breaks half way is to blame itself, and nothing is left of it', async () => {
    const broken = new ProviderError('NotFound', 'the source has gone');
    const content = halfOf(400_000, () => Promise.reject(broken));
    expect(await failureOf(destination.put(putRequest(at('r/a'), content), { signal: never }))).toBe(broken);
    expect(await storedPaths()).toEqual([]);
    await expect(put(destination, at('r/a'), someBytes(10))).resolves.toMatchObject({ existed: false });
  });

  test('a replacement that breaks half way leaves what was there', async () => {
    const bytes = someBytes(1000);
    await put(destination, at('r/a'), bytes);
    const content = halfOf(400_000, () => Promise.reject(new ProviderError('Transient', 'the wire broke')));
    await failureOf(destination.put(putRequest(at('r/a'), content, { ifExists: 'replace' }), { signal: never }));
    expect((await harness.stored()).get(at('r/a'))?.equals(bytes)).toBe(true);
  });

  test('an abort while bytes are sent settles within a second and leaves nothing', async () => {
    const abort = new AbortController();
    const content = halfOf(400_000, () => {
      setImmediate(() => abort.abort());
      return new Promise(() => undefined);
    });
    const began = performance.now();
    const error = await failureOf(destination.put(putRequest(at('r/a'), content), { signal: abort.signal }));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(await storedPaths()).toEqual([]);
  });

  test('an abort lets go of the source, even of one that says nothing', async () => {
    const abort = new AbortController();
    const silent = new Readable({ read: () => setImmediate(() => abort.abort()) });
    const letGo = new Promise((resolve) => silent.once('close', resolve));
    const content = { bytes: 10, fingerprint: 'silent', open: async () => silent };
    await failureOf(destination.put(putRequest(at('r/a'), content), { signal: abort.signal }));
    await letGo;
    expect(silent.destroyed).toBe(true);
  });

  test('a call that is aborted before it begins does nothing', async () => {
    const signal = AbortSignal.abort();
    const content = contentOf(someBytes(10));
    expect(await failureOf(destination.put(putRequest(at('r/a'), content), { signal }))).toMatchObject({
      name: 'AbortError',
    });
    expect(await storedPaths()).toEqual([]);
  });

  test('an asset that is too big is invalid', async () => {
    if (isExempt(harness.tooBig)) return expect(harness.tooBig.exempt).not.toBe('');
    await harness.tooBig(1000);
    expect(await failureOf(put(destination, at('r/a'), someBytes(2000)))).toMatchObject({ kind: 'InvalidAsset' });
    expect(await storedPaths()).toEqual([]);
    await expect(put(destination, at('r/b'), someBytes(1000))).resolves.toMatchObject({ existed: false });
  });

  test.each(faultNames)('%s: the right kind, after one request, with no secret', async (name) => {
    const fault = harness.faults[name];
    if (isExempt(fault)) return expect(fault.exempt).not.toBe('');
    await fault.arrange();
    const before = await harness.requests?.();
    const error = await failureOf(
      fault.on === 'put'
        ? put(destination, at('r/a'), someBytes(100_000))
        : destination.list({ root: 'r' }, { signal: never }),
    );
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ kind: fault.kind, details: fault.details ?? {} });
    if (before !== undefined) expect(await harness.requests?.()).toBe(before + 1);
    const shown = [String(error), JSON.stringify(error), inspect(error, { depth: null, showHidden: true })].join('\n');
    for (const secret of harness.secrets) expect(shown).not.toContain(secret);
    expect('cause' in (error as Error)).toBe(false);
    expect(await storedPaths()).toEqual([]);
  });

  test('stat says what is there, and nothing of what is not', async () => {
    const stat = (path: string) => destination.stat({ path, resourceType: 'raw' }, { signal: never });
    const bytes = someBytes(10);
    await put(destination, at('r/a'), bytes);
    expect(await stat(at('r/a'))).toMatchObject({ path: at('r/a'), bytes: bytes.length, resourceType: 'raw' });
    expect(await stat(at('r/b'))).toBeUndefined();
    expect(await stat('r')).toBeUndefined();
  });

  test('delete takes one asset away, and minds nothing that is not there', async () => {
    await put(destination, at('r/a'), someBytes(10));
    await put(destination, at('r/ab'), someBytes(10));
    for (let times = 0; times < 2; times += 1) {
      await destination.delete?.({ path: at('r/a'), resourceType: 'raw' }, { signal: never });
      expect(await storedPaths()).toEqual([at('r/ab')]);
    }
  });

  test('move gives an asset another path, bytes and all; of one that is not there it says so', async () => {
    const bytes = someBytes(10);
    await put(destination, at('r/a'), bytes);
    const move = (path: string) =>
      destination.move?.({ path, to: at('r/new/b'), resourceType: 'raw' }, { signal: never });
    await move(at('r/a'));
    expect([...(await harness.stored())]).toEqual([[at('r/new/b'), bytes]]);
    expect(await failureOf(Promise.resolve(move(at('r/gone'))))).toMatchObject({ kind: 'NotFound' });
  });
}

async function failureOrAnswer(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => error);
}
