import type { BigIntStats } from 'node:fs';

/** Changes whenever a file's content may have changed: size, time of change, inode. */
export function fingerprintOf(found: BigIntStats): string {
  return `${found.size}-${found.mtimeNs}-${found.ino}`;
}
