import { link, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { trashFolder } from '../../core/sync-trash';
import { mustStayInside } from './file-below';
import { hasContent, isTaken, lookAt, type FoundFile } from './found-file';
import { hasCode, localFailure } from './local-failure';
import { cannotLink, copyToPart, makeFolder, moveTo } from './put-in-place';

/** So many versions of one path may be thrown away in a day. */
const mostVersions = 10_000;

/** A file of a root that is to be kept in the trash. */
export interface Discarded {
  root: string;
  /** Below the root. */
  path: string;
  /** Day it is filed under: `2026-07-01`. */
  day: string;
  fingerprint: string;
  bytes: number;
  md5: string;
}

/**
 * Keeps a file in the trash of its root as well, under its own path; nothing that lies there is replaced. Done again, it
 * finds what it has kept.
 * @returns the file in the trash.
 * @throws {ProviderError} when the disk refuses.
 */
export async function keepInTrash(discarded: Discarded, signal: AbortSignal): Promise<string> {
  const file = join(discarded.root, discarded.path);
  for await (const place of places(discarded)) {
    if (await holds(place, discarded, signal)) return place;
    if (await kept(file, place)) return place;
  }
  throw new Error(`the trash of ${discarded.root} holds ${mostVersions} files of one name and day`);
}

/** Finds what an attempt before has put into the trash. @throws {ProviderError} when it cannot be told. */
export async function findInTrash(discarded: Discarded, signal: AbortSignal): Promise<string | undefined> {
  for await (const place of places(discarded)) {
    if (!(await isTaken(place))) return undefined;
    if (await holds(place, discarded, signal)) return place;
  }
  return undefined;
}

/** Where it may lie: a folder for the day, and more of them for what has the path of another. */
async function* places({ root, path, day }: Discarded): AsyncGenerator<string> {
  for (let version = 1; version <= mostVersions; version += 1) {
    const place = join(root, trashFolder, version === 1 ? day : `${day} (${version})`, path);
    await mustStayInside(root, place, `${trashFolder}/${path}`);
    yield place;
  }
}

async function holds(place: string, discarded: Discarded, signal: AbortSignal): Promise<boolean> {
  const found: FoundFile | undefined = await lookAt(place);
  if (found === undefined) return false;
  return found.fingerprint === discarded.fingerprint || hasContent(place, discarded, signal);
}

/** @returns false when the place is taken, by a file or by a folder on its way. */
async function kept(file: string, place: string): Promise<boolean> {
  try {
    await makeFolder(dirname(place));
    if ((await lookAt(file))?.isLink !== true) {
      await link(file, place);
      return true;
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTDIR')) return false;
    if (!hasCode(error, ...cannotLink)) throw localFailure(error, file);
  }
  // Another disk, one without hard links, or a link to a file: then its content is kept.
  const part = await copyToPart(file, place).catch((error: unknown) => {
    throw localFailure(error, file);
  });
  try {
    return await moveTo(part, place);
  } finally {
    await rm(part, { force: true });
  }
}
