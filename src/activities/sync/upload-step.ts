import { join } from 'node:path';
import type { LocalPhoto, RemotePhoto, RemotePlace, SyncStep } from '../../core/sync';
import { md5OfContent } from '../../providers/md5';
import { ProviderError } from '../../providers/provider-error';
import { changedSincePlan } from './changed-since-plan';
import { lookAt } from './found-file';
import { albumIdOf, arranged, isInPlace } from './photo-place';
import {
  changedPhoto,
  doneAlready,
  expectedPhoto,
  withProgress,
  type LocalContent,
  type StepAnswer,
  type SyncAttempt,
} from './sync-attempt';

type UploadStep = Extract<SyncStep, { do: 'upload' }>;

/** Sends a local photo to its service, as a new photo or as new content of one, and notes what both sides are then. */
export async function uploadStep(at: SyncAttempt, step: UploadStep): Promise<StepAnswer> {
  const { local, to, replaces } = step;
  const content = await contentOf(at, local);
  const file = { ...local, fingerprint: content.fingerprint };
  const answer = { movedBytes: local.bytes, md5: local.md5, path: local.path };
  const known = await at.agreement.ofFile(file);
  if (known !== undefined && (replaces === undefined || replaces.id === known.remoteId)) {
    const { remoteAlbumId: albumId, remoteId: id } = known;
    const photo = await at.albums.photo({ albumId, id }, { signal: at.signal });
    if (photo?.fingerprint === known.remoteFingerprint && isInPlace(photo, to)) {
      await at.agreement.record(file, photo, { photo: replaces });
      return doneAlready(at, { ...answer, did: wordsOf(at, step), photo });
    }
  }
  const modifiedAt = new Date((await lookAt(join(at.root, local.path)))?.mtimeMs ?? Date.now()).toISOString();
  const sent =
    replaces === undefined
      ? { photo: await add(at, { content, to, modifiedAt }), isNew: true }
      : await replace(at, { content, replaces, to, modifiedAt, local });
  const photo = replaces === undefined ? sent.photo : await arranged(at, sent.photo, to);
  await at.agreement.record(file, photo, { photo: replaces });
  const did = wordsOf(at, step);
  return sent.isNew ? { ...answer, did, photo } : doneAlready(at, { ...answer, did, photo });
}

function wordsOf(at: SyncAttempt, { replaces }: UploadStep): string {
  return replaces === undefined ? 'uploaded' : `replaced on ${at.albums.service}`;
}

/** The file's content as it is sent. @throws {ProviderError} `Conflict` when it is no longer that of the plan. */
async function contentOf(at: SyncAttempt, { path, fingerprint, md5 }: LocalPhoto): Promise<LocalContent> {
  const content = await at.source.content({ path }, { signal: at.signal }).catch((error: unknown) => {
    if (error instanceof ProviderError && error.kind === 'NotFound') throw changedSincePlan(`"${path}"`);
    throw error;
  });
  if (content.fingerprint !== fingerprint) throw changedSincePlan(`"${path}"`);
  return { bytes: content.bytes, fingerprint, md5, open: (start) => content.open(start) };
}

interface Sending {
  content: LocalContent;
  to: RemotePlace;
  modifiedAt: string;
}

function add(at: SyncAttempt, { content, to, modifiedAt }: Sending): Promise<RemotePhoto> {
  const { privacy, tags } = at.options;
  const request = {
    to,
    content,
    modifiedAt,
    privacy,
    tags,
    session: sessionOf(at, content),
    onProgress: withProgress(at),
  };
  return at.albums.add(request, { signal: at.signal });
}

async function replace(
  at: SyncAttempt,
  { content, modifiedAt, replaces, to, local }: Sending & { replaces: RemotePhoto; local: LocalPhoto },
): Promise<{ photo: RemotePhoto; isNew: boolean }> {
  const photo = await findReplaced(at, replaces, to);
  if (photo === undefined) throw changedPhoto(at, replaces);
  if (photo.md5 === local.md5) return { photo, isNew: false };
  if (photo.fingerprint === expectedPhoto(at, replaces).fingerprint) {
    const request = { photo, content, modifiedAt, session: sessionOf(at, content), onProgress: withProgress(at) };
    return { photo: await at.albums.replace(request, { signal: at.signal }), isNew: true };
  }
  // Other content than planned: that which an attempt before has sent, or somebody else's.
  if (!(await isContentOf(at, photo, local))) throw changedPhoto(at, replaces);
  return { photo, isNew: false };
}

/** The photo where the plan saw it, or where an attempt before has put it. */
async function findReplaced(at: SyncAttempt, replaces: RemotePhoto, to: RemotePlace): Promise<RemotePhoto | undefined> {
  const expected = expectedPhoto(at, replaces);
  const { signal } = at;
  const photo = await at.albums.photo(expected, { signal });
  if (photo !== undefined) return photo;
  const albumId = await albumIdOf(at, to);
  if (albumId === undefined || albumId === expected.albumId) return undefined;
  return at.albums.photo({ albumId, id: replaces.id }, { signal });
}

/** True when a photo has the content of a file, by its checksum where there is one, else by reading it. */
async function isContentOf(at: SyncAttempt, photo: RemotePhoto, local: LocalPhoto): Promise<boolean> {
  if (photo.md5 !== undefined) return photo.md5 === local.md5;
  if (photo.bytes !== undefined && photo.bytes !== local.bytes) return false;
  const content = await at.albums.content(photo, { signal: at.signal });
  return (await md5OfContent(content, at.signal)) === local.md5;
}

/** How far the upload of this content is, so that another attempt goes on from there. */
function sessionOf({ state, pair, operation }: SyncAttempt, { fingerprint }: LocalContent) {
  const path = operation.item;
  return {
    find: () => state.uploadSessions.find(pair, path, fingerprint),
    record: (session: { uploadId: string; nextByte: number }) =>
      state.uploadSessions.record(pair, path, fingerprint, session),
    forget: () => state.uploadSessions.forget(pair, path),
  };
}
