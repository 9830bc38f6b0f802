import { Readable } from 'node:stream';
import { z } from 'zod';
import { ControlError } from '../../frame/control-error';
import { picture } from '../../frame/pictures';
import type { Account } from '../account';
import { newTags } from '../photos/change-tags';
import type { Photo } from '../store/photo';
import { splitTags } from '../store/tags';
import { takeFile } from '../upload/take-file';

const photoSchema = z.strictObject({
  title: z.string(),
  description: z.string().default(''),
  /** As an upload has them: separated by spaces, quotes around those with spaces. */
  tags: z.string().default(''),
  /** Bytes of a picture or film; absent: a small picture of its own. */
  base64: z.base64().optional(),
  image: z.enum(['png', 'jpg']).default('jpg'),
  isPublic: z.boolean().default(false),
  isFriend: z.boolean().default(false),
  isFamily: z.boolean().default(false),
  /** `2024-05-01 12:00:00`. */
  takenAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    .optional(),
  uploadedAt: z.iso.datetime({ offset: true }).optional(),
  /** Titles of the albums it is in; those that are not there are made. */
  albums: z.array(z.string().min(1)).default([]),
});

/** What `POST /__seed` takes: photos one by one, or many of a kind. */
const seedSchema = z.strictObject({
  photos: z.array(photoSchema).default([]),
  /** So many photos `<prefix>0000000` and on, in this album if one is named. */
  count: z.int().min(1).max(1_000_000).optional(),
  prefix: z.string().default('photo-'),
  album: z.string().min(1).optional(),
  image: z.enum(['png', 'jpg']).default('jpg'),
  isPublic: z.boolean().default(false),
});

type PhotoSeed = z.infer<typeof photoSchema>;

const shownPhotos = 1000;
const batch = 1000;

/** Fills the account without anybody uploading; answers ids. @throws {ControlError} */
export async function seed(account: Account, input: unknown): Promise<Record<string, unknown>> {
  const parsed = seedSchema.safeParse(input);
  if (!parsed.success) throw new ControlError(`Not a seed: ${z.prettifyError(parsed.error)}`);
  const { photos, count = 0, prefix, album, image, isPublic } = parsed.data;
  const albums = new Map<string, string>();
  const made: Photo[] = [];
  for (const one of photos) made.push(await plant(account, one, albums));
  for (let n = 0; n < count; n += 1) {
    const title = `${prefix}${String(n).padStart(7, '0')}`;
    const one = photoSchema.parse({ title, image, isPublic, albums: album === undefined ? [] : [album] });
    made.push(await plant(account, one, albums));
    if (n % batch === 0) await account.settle();
  }
  await account.settle();
  return {
    count: made.length,
    photos: made.slice(0, shownPhotos).map(({ id, title, md5, bytes }) => ({ id, title, md5, bytes })),
    albums: Object.fromEntries(albums),
  };
}

async function plant(account: Account, wanted: PhotoSeed, albums: Map<string, string>): Promise<Photo> {
  const id = account.photos.nextId();
  const bytes =
    wanted.base64 === undefined
      ? await picture(wanted.image, `${wanted.title} ${id}`)
      : Buffer.from(wanted.base64, 'base64');
  const piece = await account.spool.take(Readable.from([bytes]));
  const taken = await takeFile(account, piece).catch((error: unknown) => {
    throw new ControlError(`${wanted.title}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const takenAt = wanted.takenAt ?? taken.takenAt;
  const photo = account.photos.add(id, {
    ...taken,
    title: wanted.title,
    description: wanted.description,
    tags: newTags(account, id, splitTags(wanted.tags)),
    visibility: { isPublic: wanted.isPublic, isFriend: wanted.isFriend, isFamily: wanted.isFamily },
    hidden: '1',
    safetyLevel: '1',
    contentType: '1',
    uploadedAt: Math.floor((wanted.uploadedAt === undefined ? Date.now() : Date.parse(wanted.uploadedAt)) / 1000),
    takenAt: takenAt ?? new Date().toISOString().slice(0, 19).replace('T', ' '),
    takenGranularity: 0,
    isTakenUnknown: takenAt === undefined,
  });
  for (const title of wanted.albums) albums.set(title, putInAlbum(account, title, id));
  return photo;
}

function putInAlbum(account: Account, title: string, photo: string): string {
  const found = account.albums.inOrder().find((album) => album.title === title);
  if (!found) return account.albums.create(title, '', photo).id;
  account.albums.add(found, photo);
  return found.id;
}
