import { mkdtemp, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDestination, openSource } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import type { DestinationHarness, ProviderHarness, SourceHarness } from './harness';

const context = contextOf();

const noAccount = { exempt: 'a disk has no account, no limits by the hour and no connection' };

async function startDestination(): Promise<DestinationHarness> {
  const base = await mkdtemp(join(tmpdir(), 'ferry-conformance-'));
  const put = async (path: string, bytes: Buffer): Promise<void> => {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), bytes);
  };
  return {
    open: async () => openDestination({ provider: 'local', root: base }, context),
    async stored() {
      const stored = new Map<string, Buffer>();
      for (const entry of await readdir(base, { withFileTypes: true, recursive: true })) {
        const file = join(entry.parentPath, entry.name);
        if (entry.isFile()) stored.set(file.slice(base.length + 1), await readFile(file));
      }
      return stored;
    },
    async fill(root, count) {
      for (let n = 0; n < count; n += 1) await put(`${root}/${n % 250}/${n}.bin`, Buffer.from(String(n)));
    },
    secrets: [],
    emptyAssets: 'kept',
    tooBig: { exempt: 'a disk takes what fits on it' },
    faults: {
      'refused credentials': noAccount,
      'not found': { exempt: 'folders that are missing are made' },
      'a limit with a reset': noAccount,
      'too many calls at once': noAccount,
      'a service that is down': noAccount,
      'a service that hangs up': noAccount,
      full: {
        on: 'put',
        arrange: fillDisk,
        kind: 'QuotaExceeded',
        details: { service: 'the local disk' },
      },
    },
    async reset() {
      jest.restoreAllMocks();
      for (const name of await readdir(base)) await rm(join(base, name), { recursive: true });
    },
    async close() {
      jest.restoreAllMocks();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** From the second piece on writing fails as it does when a disk is full. */
async function fillDisk(): Promise<void> {
  const handle = await open(__filename, 'r');
  await handle.close();
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  const { writeFile: write } = prototype;
  let pieces = 0;
  jest.spyOn(prototype, 'writeFile').mockImplementation(async function (this: typeof handle, data) {
    pieces += 1;
    if (pieces > 1) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return write.call(this, data);
  });
}

async function startSource(): Promise<SourceHarness> {
  const base = await mkdtemp(join(tmpdir(), 'ferry-conformance-'));
  return {
    open: async () => openSource({ provider: 'local', root: base }, context),
    async write(path, bytes) {
      await mkdir(dirname(join(base, path)), { recursive: true });
      await writeFile(join(base, path), bytes);
    },
    faults: { exempt: 'a folder on this machine has no credentials, no limits and no connection' },
    remove: (path) => rm(join(base, path)),
    async reset() {
      for (const name of await readdir(base)) await rm(join(base, name), { recursive: true });
    },
    close: () => rm(base, { recursive: true, force: true }),
  };
}

export const localHarness: ProviderHarness = { provider: 'local', startDestination, startSource };
