import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { errorFacts } from '../../core/error-facts';
import { splitExtension } from '../../core/naming';
import type { CallOptions, Destination, PutAnswer, PutRequest, StoredAsset } from '../provider';
import { ProviderError } from '../provider-error';
import { byCodeUnit, foldersAfter } from './walk';

/** Marks a file that is still being written; never listed. Only a killed process leaves one behind. */
const unfinished = '.ferry-part';
const listedFolders = 100;

/** A directory as a destination: files appear whole or not at all. */
export function localDestination(root: string): Destination {
  const base = resolve(root);

  /** @throws {ProviderError} `InvalidAsset` for a path that would leave the root. */
  function inside(path: string): string {
    const file = resolve(base, path);
    if (file !== base && !file.startsWith(base.endsWith(sep) ? base : base + sep)) {
      throw new ProviderError('InvalidAsset', `The path "${path}" leads out of ${base}; it was not written.`);
    }
    return file;
  }

  async function describe(path: string, signal: AbortSignal): Promise<StoredAsset | undefined> {
    const file = inside(path);
    const found = await stat(file).catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(errorFacts(error).code ?? '')) return undefined;
      throw error;
    });
    if (found === undefined || !found.isFile()) return undefined;
    const etag = await md5Of(file, signal);
    return toStored(path, found.size, etag, base);
  }

  return {
    scope: `local:${base}`,
    service: `folder ${base}`,
    quotas: { listing: [], writing: [] },

    async check() {
      await mkdir(base, { recursive: true });
      await access(base, constants.W_OK | constants.X_OK);
    },

    async list({ root: below, cursor }, { signal }: CallOptions) {
      const start = inside(below);
      const entries: StoredAsset[] = [];
      let last: string | undefined;
      let count = 0;
      if ((await stat(start).catch(() => undefined)) === undefined) return { entries };
      for await (const folder of foldersAfter(start, cursor)) {
        if (count === listedFolders) return { entries, cursor: last };
        for (const name of (await readdir(join(start, folder))).sort(byCodeUnit)) {
          if (name.endsWith(unfinished)) continue;
          const stored = await describe([below, folder, name].filter(Boolean).join('/'), signal);
          if (stored !== undefined) entries.push(stored);
        }
        last = folder;
        count += 1;
      }
      return { entries };
    },

    stat: ({ path }, { signal }) => describe(path, signal),

    async put(request: PutRequest, { signal }: CallOptions): Promise<PutAnswer> {
      const file = inside(request.path);
      if (request.ifExists === 'keep') {
        const existing = await describe(request.path, signal);
        if (existing !== undefined) return { stored: existing, existed: true };
      }
      await mkdir(dirname(file), { recursive: true });
      const part = `${file}.${randomBytes(4).toString('hex')}${unfinished}`;
      try {
        const md5 = await writeDurably(part, request, signal);
        await rename(part, file);
        return { stored: toStored(request.path, request.content.bytes, md5, base), existed: false, sentMd5: md5 };
      } finally {
        await rm(part, { force: true });
      }
    },

    async delete({ path }) {
      await rm(inside(path), { force: true });
    },

    async move({ path, to }) {
      const target = inside(to);
      await mkdir(dirname(target), { recursive: true });
      await rename(inside(path), target);
    },
  };
}

function toStored(path: string, bytes: number, etag: string, base: string): StoredAsset {
  const format = splitExtension(path).extension;
  return {
    path,
    resourceType: 'raw',
    etag,
    bytes,
    result: { url: join(base, path), publicId: path, bytes, format, etag },
  };
}

async function md5Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of createReadStream(file, { signal })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Writes content to a file and onto the disk; returns its MD5. An abort does not wait for a source that says nothing. */
async function writeDurably(file: string, { content, onProgress }: PutRequest, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  const handle = await open(file, 'wx');
  const stream = await content.open().catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  async function write(): Promise<void> {
    let written = 0;
    for await (const piece of stream) {
      hash.update(piece as Buffer);
      await handle.writeFile(piece as Buffer); // All of it: `write` may take a part.
      written += (piece as Buffer).length;
      onProgress(written);
    }
    await handle.sync();
  }
  try {
    await unlessAborted(write(), signal);
  } finally {
    stream.destroy();
    await handle.close();
  }
  return hash.digest('hex');
}

/** Settles with the work, or at once with an abort. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(new DOMException('The write was aborted.', 'AbortError'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
