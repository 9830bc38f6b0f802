import { createHash } from 'node:crypto';
import { createReadStream, type BigIntStats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { fingerprintOf } from '../../providers/local/fingerprint';
import { hasCode, localFailure } from './local-failure';

/** A file of this machine as it is now. */
export interface FoundFile {
  fingerprint: string;
  bytes: number;
  mtimeMs: number;
  /** When its content or its names were last changed, by this machine's clock. */
  changedMs: number;
  inode: bigint;
  /** Names that it has. */
  links: number;
  /** Permission bits. */
  mode: number;
  /** The name is a symbolic link to it. */
  isLink: boolean;
}

/** Looks at a file without reading it; `undefined` when there is none. @throws {ProviderError} when it cannot be told. */
export async function lookAt(file: string): Promise<FoundFile | undefined> {
  try {
    const found = await stat(file, { bigint: true });
    return found.isFile() ? toFoundFile(found, (await lstat(file)).isSymbolicLink()) : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw localFailure(error, file);
  }
}

/** True when a name is taken by anything: a file, a folder, a link to nothing. */
export async function isTaken(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw localFailure(error, file);
  }
}

/** True when a file has this content; it is read only when its size is right. */
export async function hasContent(
  file: string,
  content: { bytes?: number; md5: string },
  signal: AbortSignal,
): Promise<boolean> {
  const found = await lookAt(file);
  if (found === undefined || (content.bytes !== undefined && content.bytes !== found.bytes)) return false;
  return (await md5OfFile(file, signal)) === content.md5;
}

/** MD5 of a file in hex, read piece by piece. @throws {ProviderError} when it cannot be read. */
export async function md5OfFile(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  try {
    for await (const piece of createReadStream(file, { signal })) hash.update(piece as Buffer);
  } catch (error) {
    throw localFailure(error, file);
  }
  return hash.digest('hex');
}

/** What a file system says of a file, as the steps look at it. */
export function toFoundFile(found: BigIntStats, isLink = false): FoundFile {
  return {
    fingerprint: fingerprintOf(found),
    bytes: Number(found.size),
    mtimeMs: Number(found.mtimeMs),
    changedMs: Number(found.ctimeMs),
    inode: found.ino,
    links: Number(found.nlink),
    mode: Number(found.mode & 0o777n),
    isLink,
  };
}
