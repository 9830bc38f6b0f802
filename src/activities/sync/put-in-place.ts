import { copyFile, link, mkdir, open, readlink, realpath, rename, rm, symlink, unlink, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProviderError } from '../../providers/provider-error';
import { sweepParts } from '../part-files';
import { isTaken, lookAt } from './found-file';
import { hasCode, localFailure } from './local-failure';
import { partOf, partPrefix } from './part-file';

/** What `link` fails with where a disk has no hard links, or the two names are on two disks. */
export const cannotLink = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EINVAL'];

/**
 * Gives a file another name, which nothing may have: what is there stays, whoever came first.
 * @returns false when the name is taken.
 * @throws {ProviderError} when the disk refuses.
 */
export async function moveTo(from: string, to: string): Promise<boolean> {
  try {
    await makeFolderFor(to);
    return await moved(from, to);
  } catch (error) {
    throw localFailure(error, to);
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  const found = await lookAt(from);
  try {
    if (found?.isLink === true) await linkAnew(from, to);
    else await link(from, to);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, ...cannotLink)) throw error;
    return movedWithoutLinks(from, to);
  }
  await syncFolder(dirname(to));
  // Whoever has put another file there in this very moment keeps it.
  if (found?.isLink === true || (await lookAt(from))?.inode === (await lookAt(to))?.inode) await takeAway(from);
  return true;
}

/** A disk without hard links, or two of them. Here nothing but the moment between two calls is left to chance. */
async function movedWithoutLinks(from: string, to: string): Promise<boolean> {
  if (await isTaken(to)) return false;
  try {
    await rename(from, to);
    await syncFolder(dirname(to));
    if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    const part = await copyToPart(from, to);
    if (!(await moveTo(part, to))) return rm(part, { force: true }).then(() => false);
    await takeAway(from);
  }
  return true;
}

/** A link that says where it leads from its own folder would lead elsewhere from another one. */
async function linkAnew(from: string, to: string): Promise<void> {
  await symlink(dirname(from) === dirname(to) ? await readlink(from) : await realpath(from), to);
}

/** Gives a file a name that a disk may take for the one it has: `a.jpg`, `A.JPG`. @throws {ProviderError} */
export async function respell(from: string, to: string): Promise<boolean> {
  const other = await lookAt(to);
  if (other !== undefined && other.inode !== (await lookAt(from))?.inode) return false;
  await moveOver(from, to);
  return true;
}

/** Puts a file in the place of another one at once. @throws {ProviderError} when the disk refuses. */
export async function moveOver(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
    await syncFolder(dirname(to));
  } catch (error) {
    throw localFailure(error, to);
  }
}

/** Removes a name. @throws {ProviderError} when the disk refuses. */
export async function takeAway(file: string): Promise<void> {
  try {
    await unlink(file);
    await syncFolder(dirname(file));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw localFailure(error, file);
  }
}

/**
 * Copies a file to a part beside `to`, with its time, onto the disk. Whoever does is alone with the file, so that parts
 * of it which are there already were left by somebody who was killed.
 * @throws a system error.
 */
export async function copyToPart(from: string, to: string): Promise<string> {
  await sweepParts(partPrefix(to, from), { attempt: 2, startedAtMs: Date.now() });
  const part = partOf(to, from);
  const found = await lookAt(from);
  try {
    await copyFile(from, part);
    const handle = await open(part, 'r+');
    await handle.sync().finally(() => handle.close());
    if (found !== undefined) await utimes(part, new Date(), new Date(found.mtimeMs));
    return part;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Makes the folder that a file is to be in. @throws {ProviderError} when the disk refuses, or a file has its name. */
export async function makeFolderFor(file: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTDIR')) throw localFailure(error, file);
    throw new ProviderError(
      'InvalidAsset',
      `${file} cannot be saved: a file has the name of its folder. Rename that file, then sync again.`,
    );
  }
}

/** Makes a folder with all above it, so that they are still there after a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first !== undefined) await syncFolder(dirname(first));
}

/** Brings the names in a folder onto the disk: a note that a file is there must not outlive it in a power cut. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    // Not every system lets folders be opened or synced, and a folder that may be written need not be readable.
    if (!hasCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOENT')) throw error;
  }
}
