import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { z } from 'zod';
import { ControlError } from '../frame/control-error';
import type { Account } from './account';
import { assetKey, folderOf, nameOf, type Asset } from './store/asset';
import { cleanFolder } from './upload/public-id';

/** What `POST /__seed` takes: so many small pictures, `folders` of them in turn. */
const seedSchema = z.strictObject({
  cloud: z.string().optional(),
  count: z.int().min(1).max(5_000_000),
  /** Public ids are this, a folder, and a number. */
  prefix: z.string().default('seed'),
  /** Folders they are spread over. */
  folders: z.int().min(1).default(1),
});

const batch = 10_000;

/** Fills an account with assets that share their bytes, for accounts too large to upload. */
export async function seed(accountOf: (cloud?: string) => Account, input: unknown): Promise<Record<string, unknown>> {
  const parsed = seedSchema.safeParse(input);
  if (!parsed.success) throw new ControlError(`Not a seed: ${z.prettifyError(parsed.error)}`);
  const { cloud, count, folders } = parsed.data;
  const account = accountOf(cloud);
  const prefix = cleanFolder(parsed.data.prefix) ?? '';
  const create = { width: 16, height: 16, channels: 3 as const, background: '#336699' };
  const picture = await sharp({ create }).jpeg().toBuffer();
  const piece = await account.spool.take(Readable.from([picture]));
  const blob = await account.blobs.keep(piece);
  const now = new Date().toISOString();
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const folder = folders === 1 ? prefix : `${prefix}/${String(n % folders).padStart(4, '0')}`;
    const publicId = `${folder}/${String(n).padStart(7, '0')}`;
    if (ids.length < 3) ids.push(publicId);
    if (account.assets.get(assetKey('image', 'upload', publicId))) continue;
    account.blobs.hold(blob);
    account.assets.put(seededAsset(publicId, blob, piece.md5, picture.length, now));
    account.folders.ensure(folder);
    if (n % batch === 0) await account.assets.settle();
  }
  await account.assets.settle();
  await account.blobs.release(blob);
  return { assets: account.assets.size, first: ids };
}

function seededAsset(publicId: string, blob: string, etag: string, bytes: number, now: string): Asset {
  const createdAt = `${now.slice(0, 19)}Z`;
  const id = randomBytes(16).toString('hex');
  return {
    assetId: id,
    publicId,
    resourceType: 'image',
    type: 'upload',
    version: Math.floor(Date.parse(now) / 1000),
    versionId: id,
    format: 'jpg',
    width: 16,
    height: 16,
    bytes,
    etag,
    blob,
    createdAt,
    uploadedAt: createdAt,
    updatedAt: now,
    tags: [],
    context: {},
    metadata: {},
    assetFolder: folderOf(publicId),
    displayName: nameOf(publicId),
    accessMode: 'public',
    derived: [],
  };
}
