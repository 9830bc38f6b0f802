import { access, constants, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Folder, Page } from '../../core/asset';
import { joinPath } from '../../core/naming';
import { ProviderError } from '../provider-error';
import type { AssetPage, CallOptions, Content, Source } from '../provider';
import { inspectEntry } from './inspect-entry';
import { openUnchanged } from './open-unchanged';
import { fingerprintOf } from './fingerprint';
import { byCodeUnit, foldersAfter } from './walk';

/** Files looked into at once while a folder is listed. */
const inspectedAtOnce = 16;

/** A directory as a source of assets. */
export function localSource(root: string): Source {
  const base = resolve(root);
  const listing = new LatestListing();
  return {
    scope: `local:${base}`,
    service: `folder ${base}`,
    quotas: [],

    async check() {
      const found = await stat(base);
      if (!found.isDirectory()) throw new ProviderError('NotFound', `${base} is not a directory.`);
      await access(base, constants.R_OK | constants.X_OK);
      return { name: basename(base) };
    },

    async folders({ cursor, limit, recursive }): Promise<Page<Folder>> {
      if (!recursive) return { entries: [{ path: '' }] };
      await stat(base);
      const entries: Folder[] = [];
      for await (const path of foldersAfter(base, cursor)) {
        if (entries.length === limit) return { entries, cursor: entries.at(-1)?.path };
        entries.push({ path });
      }
      return { entries };
    },

    async list({ folder, cursor, limit }, { signal }: CallOptions): Promise<AssetPage> {
      const names = await listing.of(join(base, folder.path));
      const from = cursor === undefined ? 0 : firstAfter(names, cursor);
      const page = names.slice(from, from + limit);
      const result: AssetPage = { entries: [], oddities: [] };
      for (let start = 0; start < page.length; start += inspectedAtOnce) {
        signal.throwIfAborted();
        const group = page.slice(start, start + inspectedAtOnce);
        for (const found of await Promise.all(group.map((name) => inspectEntry(base, joinPath(folder.path, name))))) {
          if (found === undefined) continue;
          if ('reason' in found) result.oddities.push(found);
          else result.entries.push(found);
        }
      }
      if (from + limit < names.length) result.cursor = page.at(-1);
      return result;
    },

    async content({ path }): Promise<Content> {
      const file = join(base, path);
      const found = await stat(file, { bigint: true });
      const expected = { bytes: Number(found.size), fingerprint: fingerprintOf(found) };
      return { ...expected, open: (start = 0) => openUnchanged(file, expected, start) };
    },
  };
}

/** The sorted names of the directory that was listed last, so that its pages do not read it again and again. */
class LatestListing {
  private latest: { directory: string; version: string; names: string[] } | undefined;

  async of(directory: string): Promise<string[]> {
    const found = await stat(directory, { bigint: true });
    const version = `${found.mtimeNs}-${found.ino}`;
    if (this.latest?.directory !== directory || this.latest.version !== version) {
      // Names that are not UTF-8 may look the same: one entry, so that a page has each path once.
      const names = [...new Set(await readdir(directory))].sort(byCodeUnit);
      this.latest = { directory, version, names };
    }
    return this.latest.names;
  }
}

/** Index of the first name behind `cursor` in sorted names, whether the cursor's own name is still there or not. */
function firstAfter(names: string[], cursor: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] ?? '') <= cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}
