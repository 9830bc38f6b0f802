import { readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { errorFacts } from '../../core/error-facts';
import { joinPath } from '../../core/naming';
import { isPhotoName, type AlbumTitles } from '../../core/sync-titles';
import { classifyLocal } from '../../providers/local/classify';
import { byCodeUnit } from '../../providers/local/walk';
import { ProviderError } from '../../providers/provider-error';

/** Something below a local root, in the order of the walk. Paths are below the root. */
export type Walked =
  | { kind: 'folder'; path: string }
  | { kind: 'photo'; path: string }
  /** A folder that cannot be looked into. */
  | { kind: 'closed'; path: string; reason: string }
  /** What lies among photos and cannot be told to be one, or a folder. */
  | { kind: 'unreadable'; path: string; reason: string };

/** Where a walk goes on: behind this file of this folder. */
export interface WalkPlace {
  folder: string;
  name: string;
}

interface Walk {
  root: string;
  titles: AlbumTitles;
}

/** A folder on the way to the place where a walk goes on, or that place's own. */
interface Resuming {
  parts: string[];
  name: string;
}

/**
 * Folders and photos below a root, depth first in order of name, a folder's photos before its folders. What is left out
 * of all albums is not looked into. Links are followed, except back into a folder they are in.
 * @throws {ProviderError} when the disk itself fails.
 */
export async function* walkAlbums(walk: Walk, after?: WalkPlace): AsyncGenerator<Walked> {
  const resuming =
    after === undefined ? undefined : { parts: after.folder.split('/').filter(Boolean), name: after.name };
  const real = await realpath(walk.root).catch((error: unknown) => {
    throw classifyLocal(error);
  });
  yield* visit(walk, { folder: '', ancestors: [real], resuming });
}

async function* visit(
  walk: Walk,
  { folder, ancestors, resuming }: { folder: string; ancestors: string[]; resuming?: Resuming },
): AsyncGenerator<Walked> {
  const listed = await entriesOf(walk, folder);
  if ('reason' in listed) {
    if (folder === '') throw new ProviderError('InvalidAsset', `${listed.reason}.`);
    yield { kind: 'closed', path: folder, reason: listed.reason };
    return;
  }
  const [next] = resuming?.parts ?? [];
  if (resuming === undefined) yield { kind: 'folder', path: folder };
  if (next === undefined) {
    for (const photo of listed.photos) {
      if (resuming === undefined || photo.name > resuming.name) yield { ...photo, path: joinPath(folder, photo.name) };
    }
  }
  for (const name of listed.folders) {
    if (next !== undefined && name < next) continue;
    const path = joinPath(folder, name);
    const real = await realOf(walk, path);
    if (real === undefined || ancestors.includes(real)) continue;
    const below = name === next && resuming !== undefined ? { ...resuming, parts: resuming.parts.slice(1) } : undefined;
    yield* visit(walk, { folder: path, ancestors: [...ancestors, real], resuming: below });
  }
}

interface Listed {
  folders: string[];
  /** Photos, and what cannot be told to be one, by name. */
  photos: ({ name: string; kind: 'photo' } | { name: string; kind: 'unreadable'; reason: string })[];
}

/** What a folder holds, sorted. */
async function entriesOf({ root, titles }: Walk, folder: string): Promise<Listed | { reason: string }> {
  const directory = join(root, folder);
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    return { reason: reasonOf(error) };
  }
  const found: Listed = { folders: [], photos: [] };
  // Names that are not UTF-8 may look the same.
  const names = new Set<string>();
  for (const entry of entries) {
    if (names.has(entry.name)) continue;
    names.add(entry.name);
    const kind = entry.isSymbolicLink() ? await followed(join(directory, entry.name)) : kindOf(entry);
    if (kind === 'folder' && !titles.isExcluded(entry.name)) found.folders.push(entry.name);
    else if (kind === 'file' && isPhotoName(entry.name)) found.photos.push({ name: entry.name, kind: 'photo' });
    else if (typeof kind === 'object' && !titles.isExcluded(entry.name) && !entry.name.startsWith('.')) {
      found.photos.push({ name: entry.name, kind: 'unreadable', reason: kind.reason });
    }
  }
  found.folders.sort(byCodeUnit);
  found.photos.sort((a, b) => byCodeUnit(a.name, b.name));
  return found;
}

type Kind = 'folder' | 'file' | 'other';

function kindOf(entry: { isDirectory(): boolean; isFile(): boolean }): Kind {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

/** What a link leads to. One to nothing may be an album on a disk that is not mounted. */
async function followed(file: string): Promise<Kind | { reason: string }> {
  try {
    return kindOf(await stat(file));
  } catch (error) {
    const { code } = errorFacts(error);
    if (code === 'ELOOP') return 'other';
    if (code === 'ENOENT') return { reason: `${file} is a link to something that is not there` };
    return { reason: reasonOf(error) };
  }
}

async function realOf({ root }: Walk, path: string): Promise<string | undefined> {
  try {
    return await realpath(join(root, path));
  } catch (error) {
    // Gone since it was listed.
    if (errorFacts(error).code === 'ENOENT') return undefined;
    throw classifyLocal(error);
  }
}

/** Why something cannot be read. @throws {ProviderError} when that is a matter of the disk, and not of the file. */
export function reasonOf(error: unknown): string {
  const failure = classifyLocal(error);
  if (failure.kind !== 'InvalidAsset' && failure.kind !== 'NotFound') throw failure;
  return failure.message.replace(/ \([A-Z]+\)\.$/, '');
}
