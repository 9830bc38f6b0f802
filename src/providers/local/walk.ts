import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Orders names by code unit: the same on every machine and in every locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Folders below `root` depth first in order of name, the root as ``. Links to folders are followed, except back into
 * a folder they are in.
 * @param after Goes on behind this folder of an earlier page.
 */
export async function* foldersAfter(root: string, after: string | undefined): AsyncGenerator<string> {
  const passed = after === undefined ? undefined : after.split('/').filter((part) => part !== '');
  yield* visit(root, '', [await realpath(root)], passed);
}

/** `passed` holds the parts still to go to the last folder of the page before; `undefined`: all from here on is new. */
async function* visit(
  root: string,
  folder: string,
  ancestors: string[],
  passed: string[] | undefined,
): AsyncGenerator<string> {
  if (passed === undefined) yield folder;
  for (const name of await subfolderNames(join(root, folder))) {
    const next = passed?.[0];
    if (next !== undefined && name < next) continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    const real = await realpath(join(root, path)).catch(() => undefined);
    if (real === undefined || ancestors.includes(real)) continue;
    yield* visit(root, path, [...ancestors, real], name === next ? passed?.slice(1) : undefined);
  }
}

/** Names of the folders in a directory, links to folders included. One that may not be read shows when it is listed. */
async function subfolderNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) names.push(entry.name);
    else if (entry.isSymbolicLink()) {
      const target = await stat(join(directory, entry.name)).catch(() => undefined);
      if (target?.isDirectory() === true) names.push(entry.name);
    }
  }
  return names.sort(byCodeUnit);
}
