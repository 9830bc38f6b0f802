import type { RemotePhoto } from '../../core/sync';
import { photoInfoSchema, type ListedPhoto } from './answers';
import { readTags, type Known } from './content-tags';
import { fileNameOf, type Titled } from './file-name';

/** What ferry knows of a photo, however it was told. */
export interface PhotoFacts extends Titled, Known {
  /** Changes exactly with the content; absent where Flickr does not let the original be read. */
  originalSecret?: string;
  /** ISO instant at which it was taken, else uploaded. */
  modifiedAt?: string;
  /** Address of the original; as good as a secret. */
  originalUrl?: string;
  /** Its tags with their ids, where they were asked for. */
  tags?: { id: string; text: string }[];
}

/** A photo as a listing shows it. */
export function factsOfListed(photo: ListedPhoto): PhotoFacts {
  return {
    id: photo.id,
    title: photo.title,
    media: photo.media,
    originalFormat: photo.originalformat,
    originalSecret: photo.originalsecret,
    originalUrl: photo.url_o,
    modifiedAt: instantOf({
      taken: photo.datetaken,
      isTakenUnknown: photo.datetakenunknown,
      uploadedSeconds: photo.dateupload,
    }),
    ...readTags((photo.machine_tags ?? '').split(' '), photo.originalsecret),
  };
}

/** A photo as `flickr.photos.getInfo` describes it. */
export function factsOfInfo(answer: unknown): PhotoFacts {
  const { photo } = photoInfoSchema.parse(answer);
  const { dates } = photo;
  return {
    id: photo.id,
    title: photo.title,
    media: photo.media,
    originalFormat: photo.originalformat,
    originalSecret: photo.originalsecret,
    modifiedAt: instantOf({ taken: dates.taken, isTakenUnknown: dates.takenunknown, uploadedSeconds: dates.posted }),
    tags: photo.tags.map(({ id, raw, _content }) => ({ id, text: raw ?? _content ?? '' })),
    ...readTags(
      photo.tags.map(({ raw, _content }) => raw ?? _content ?? ''),
      photo.originalsecret,
    ),
  };
}

/** A photo as one of an album. `undefined`: its original may not be read, so that it cannot be kept in step. */
export function toRemote(albumId: string, facts: PhotoFacts): RemotePhoto | undefined {
  const { id, originalSecret, md5, modifiedAt } = facts;
  if (originalSecret === undefined) return undefined;
  return {
    albumId,
    id,
    name: fileNameOf(facts),
    fingerprint: originalSecret,
    ...(md5 === undefined ? {} : { md5 }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  };
}

/**
 * When a file of a photo was last changed: when it was taken, which Flickr tells in no time zone (it is read as UTC, so
 * that every machine reads the same), else when it was uploaded.
 */
function instantOf({
  taken,
  isTakenUnknown,
  uploadedSeconds,
}: {
  taken?: string;
  isTakenUnknown: boolean;
  uploadedSeconds?: string;
}): string | undefined {
  const takenMs = taken === undefined || isTakenUnknown ? Number.NaN : Date.parse(`${taken.replace(' ', 'T')}Z`);
  const ms = Number.isNaN(takenMs) ? Number(uploadedSeconds ?? Number.NaN) * 1000 : takenMs;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
