import { z } from 'zod';
import { streamPiece, type Piece } from '../../frame/piece';
import type { JsonObject } from '../../frame/json';
import type { Account } from '../account';
import { union } from '../api-error';
import { contentHash } from '../content-hash';
import { tagOf } from '../call';
import type { FileEntry } from '../store/entry';
import { now } from '../store/file-tree';
import { checkForm, checkWritable, nameOf, parentOf } from '../store/path';

/** How a file is to be stored (Dropbox API v2, `files.CommitInfo`). */
export const commitSchema = z.object({
  path: z.string(),
  mode: z.unknown().default('add'),
  autorename: z.boolean().default(false),
  client_modified: z.string().nullish(),
  mute: z.boolean().optional(),
  strict_conflict: z.boolean().default(false),
});

type Commit = z.infer<typeof commitSchema>;

/** A write that is not done: why, as the tags of a write error, or that the bytes are not what was announced. */
export class WriteRefused extends Error {
  constructor(
    readonly reason: string[],
    readonly isPath = true,
  ) {
    super(reason.join('/'));
    this.name = 'WriteRefused';
  }

  get error(): JsonObject {
    return union(...this.reason);
  }
}

interface CommitRequest {
  account: Account;
  fn: string;
  commit: Commit;
  piece: Piece;
  /** The hash the client announced. */
  announced?: string | null;
}

/**
 * Stores a file by the rules of its write mode. The piece is taken or dropped.
 * @throws {WriteRefused}
 */
export async function storeFile({ account, fn, commit, piece, announced }: CommitRequest): Promise<FileEntry> {
  let blob: string | undefined;
  try {
    checkForm(fn, commit.path);
    checkWritable(commit.path, (reason) => new WriteRefused([reason]));
    const hash = await contentHash(streamPiece(piece));
    if (announced && announced !== hash) throw new WriteRefused(['content_hash_mismatch'], false);
    blob = await account.blobs.keep(piece);
    // From here to the end nothing waits, so that of two writes to one path the second sees the first.
    const target = placeFor(account, commit, hash);
    if (typeof target === 'string') {
      checkRoom(account, target, piece.bytes);
      const stored = account.tree.putFile({
        path: target,
        size: piece.bytes,
        md5: piece.md5,
        contentHash: hash,
        blob,
        clientModified: commit.client_modified ?? now(),
      });
      await account.tree.settle();
      return stored;
    }
    await account.blobs.release(blob);
    return target;
  } catch (error) {
    if (blob === undefined) await account.spool.drop(piece);
    else if (error instanceof WriteRefused) await account.blobs.release(blob);
    throw error;
  }
}

/** The path to write to, or the file that makes writing needless. */
function placeFor(account: Account, commit: Commit, hash: string): string | FileEntry {
  const { tree, settings } = account;
  if (settings.readOnly) throw new WriteRefused(['no_write_permission']);
  for (let above = parentOf(commit.path); above !== ''; above = parentOf(above)) {
    if (tree.at(above)?.tag === 'file') throw new WriteRefused(['conflict', 'file_ancestor']);
  }
  const there = tree.at(commit.path);
  if (!there) {
    const isLostUpdate = tagOf(commit.mode) === 'update' && commit.strict_conflict;
    if (isLostUpdate && !commit.autorename) throw new WriteRefused(['conflict', 'file']);
    return commit.path;
  }
  if (there.tag === 'file') {
    if (tagOf(commit.mode) === 'overwrite') return there.path;
    if (tagOf(commit.mode) === 'update' && revOf(commit.mode) === there.rev) return there.path;
    if (there.contentHash === hash && !commit.strict_conflict) return there;
  }
  if (commit.autorename) return freeName(account, commit);
  throw new WriteRefused(['conflict', there.tag]);
}

function revOf(mode: unknown): unknown {
  return typeof mode === 'object' && mode !== null && 'update' in mode ? mode.update : undefined;
}

function freeName({ tree }: Account, { path, mode }: Commit): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const mark = (n: number): string =>
    tagOf(mode) === 'update' ? ` (conflicted copy${n === 1 ? '' : ` ${n}`})` : ` (${n})`;
  for (let n = 1; ; n += 1) {
    const candidate = `${parentOf(path)}/${stem}${mark(n)}${ending}`;
    if (!tree.at(candidate)) return candidate;
  }
}

function checkRoom({ tree, settings }: Account, target: string, bytes: number): void {
  const there = tree.at(target);
  const freed = there?.tag === 'file' ? there.size : 0;
  if (settings.spaceBytes !== null && tree.bytes - freed + bytes > settings.spaceBytes) {
    throw new WriteRefused(['insufficient_space']);
  }
}
