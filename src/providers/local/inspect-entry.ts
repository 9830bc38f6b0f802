import { lstat, open, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Asset, Oddity } from '../../core/asset';
import { errorFacts } from '../../core/error-facts';
import type { MediaKind } from '../../core/media';
import { nameOf } from '../../core/naming';
import { sniff, sniffBytes } from '../../images/sniff';
import { classifyLocal } from './classify';
import { fingerprintOf } from './fingerprint';

/**
 * Finds out what one directory entry is: an asset, an oddity, or nothing to speak of (`undefined`: a folder, which has
 * its own listing, or a name that has gone since).
 */
export async function inspectEntry(base: string, path: string): Promise<Asset | Oddity | undefined> {
  const file = join(base, path);
  try {
    const link = await lstat(file);
    if (link.isDirectory()) return undefined;
    if (link.isSymbolicLink()) {
      const problem = await linkProblem(file);
      if (problem !== undefined) return { path, bytes: 0, ...problem };
    }
    const found = await stat(file, { bigint: true });
    if (found.isDirectory()) return undefined;
    if (!found.isFile()) return { path, bytes: 0, verdict: 'skipped', reason: 'not a regular file' };
    const { media, format } = await lookInto(file);
    return {
      path,
      name: nameOf(path),
      bytes: Number(found.size),
      modifiedAt: found.mtime.toISOString(),
      fingerprint: fingerprintOf(found),
      media,
      format,
    };
  } catch (error) {
    const failure = classifyLocal(error);
    if (failure.kind === 'NotFound' && path.includes('\ufffd')) {
      return { path, bytes: 0, verdict: 'failed', reason: 'its name is not UTF-8 text; rename it, then retry' };
    }
    if (failure.kind === 'NotFound') return undefined;
    if (failure.kind !== 'InvalidAsset') throw error;
    return { path, bytes: 0, verdict: 'failed', reason: failure.message };
  }
}

async function linkProblem(file: string): Promise<Pick<Oddity, 'verdict' | 'reason'> | undefined> {
  let target: string;
  try {
    target = await realpath(file);
  } catch (error) {
    const { code } = errorFacts(error);
    if (code === 'ELOOP') return { verdict: 'skipped', reason: 'a loop of links' };
    if (code === 'ENOENT') return { verdict: 'failed', reason: 'a link to something that is not there' };
    throw error;
  }
  const parent = await realpath(dirname(file));
  if (parent === target || parent.startsWith(`${target}/`)) {
    return { verdict: 'skipped', reason: 'a link back to a folder it is in' };
  }
  return undefined;
}

/** Reads the first bytes of a file and says what they are. */
async function lookInto(file: string): Promise<{ media: MediaKind; format: string }> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(sniffBytes);
    const { bytesRead } = await handle.read(head, 0, sniffBytes, 0);
    if (bytesRead === 0) return { media: 'other', format: 'empty' };
    const { mediaType, format } = await sniff(head.subarray(0, bytesRead));
    // Cloudinary keeps sound where it keeps films (Upload API reference, `resource_type`).
    if (mediaType === 'image') return { media: 'image', format };
    return { media: mediaType === 'video' || mediaType === 'audio' ? 'video' : 'other', format };
  } finally {
    await handle.close();
  }
}
