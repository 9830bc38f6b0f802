import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { ControlError } from '../../frame/control-error';
import type { Account } from '../account';
import { contentHash } from '../content-hash';
import { shareLink, urlOf } from '../sharing/shared-link';
import type { FileEntry } from '../store/entry';
import { now } from '../store/file-tree';
import { picture } from '../../frame/pictures';

const path = z.string().regex(/^(\/[^/]+)+$/, 'a path begins with / and has no / at its end');
const content = {
  base64: z.base64().optional(),
  bytes: z.int().min(0).optional(),
  image: z.enum(['png', 'jpg']).optional(),
};
const instant = z.iso.datetime().optional();

/** What `POST /__seed` takes: a tree, or many files of one folder. */
const seedSchema = z.strictObject({
  folders: z.array(path).default([]),
  files: z.array(z.strictObject({ path, clientModified: instant, ...content })).default([]),
  /** Documents that can be exported only. */
  paper: z.array(path).default([]),
  sharedLinks: z.array(z.strictObject({ path, password: z.string().optional() })).default([]),
  /** So many files below this folder, each with bytes of its own. */
  folder: path.optional(),
  count: z.int().min(1).max(1_000_000).optional(),
  bytes: content.bytes,
  image: content.image,
});

type Kind = Pick<z.infer<typeof seedSchema>['files'][number], 'base64' | 'bytes' | 'image'>;

const shownFiles = 1000;
const batch = 1000;

/** Fills the account without anybody uploading; answers ids and links. */
export async function seed(account: Account, input: unknown): Promise<Record<string, unknown>> {
  const parsed = seedSchema.safeParse(input);
  if (!parsed.success) throw new ControlError(`Not a seed: ${z.prettifyError(parsed.error)}`);
  const { folders, files, paper, sharedLinks, folder, count, bytes, image } = parsed.data;
  for (const one of folders) account.tree.ensureFolder(one);
  const made: FileEntry[] = [];
  for (const { path: at, clientModified, ...kind } of files)
    made.push(await plant(account, at, kind, { clientModified }));
  for (const at of paper) made.push(await plant(account, at, { bytes: 100 }, { exportAs: 'html' }));
  if (folder !== undefined) {
    const kind: Kind = bytes === undefined ? { image: image ?? 'png' } : { bytes };
    const ending = bytes === undefined ? (image ?? 'png') : 'bin';
    for (let n = 0; n < (count ?? 1); n += 1) {
      made.push(await plant(account, `${folder}/${String(n).padStart(7, '0')}.${ending}`, kind));
      if (n % batch === 0) await account.tree.settle();
    }
  }
  const links = sharedLinks.map(({ path: at, password }) => {
    const target = account.tree.at(at);
    if (!target) throw new ControlError(`There is no ${at} to be shared`);
    return { path: at, url: urlOf(account, shareLink(account, target, password).link) };
  });
  await account.tree.settle();
  return {
    count: made.length,
    folders: folders.map((at) => ({ path: at, id: account.tree.at(at)?.id })),
    files: made
      .slice(0, shownFiles)
      .map(({ path: at, id, rev, contentHash: hash }) => ({ path: at, id, rev, content_hash: hash })),
    sharedLinks: links,
  };
}

/** Puts one file there, over what was there. */
async function plant(
  account: Account,
  at: string,
  kind: Kind,
  { clientModified, exportAs }: { clientModified?: string | undefined; exportAs?: string } = {},
): Promise<FileEntry> {
  if (account.tree.at(at)?.tag === 'folder') throw new ControlError(`${at} is a folder`);
  const bytes = await bytesFor(at, kind);
  const piece = await account.spool.take(Readable.from([bytes]));
  const hash = await contentHash(Readable.from([bytes]));
  const blob = await account.blobs.keep(piece);
  return account.tree.putFile({
    path: at,
    size: piece.bytes,
    md5: piece.md5,
    contentHash: hash,
    blob,
    clientModified: clientModified ?? now(),
    ...(exportAs === undefined ? {} : { exportAs }),
  });
}

/** Content that another path does not have, the same each time; a picture unless said otherwise. */
async function bytesFor(at: string, { base64, bytes, image }: Kind): Promise<Buffer> {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (bytes === undefined) return picture(image ?? (/\.jpe?g$/i.test(at) ? 'jpg' : 'png'), at);
  return bytes === 0 ? Buffer.alloc(0) : Buffer.alloc(bytes, createHash('sha256').update(at).digest());
}
