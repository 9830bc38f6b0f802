import type { SyncOperation } from '../../core/operation';
import type { LocalPhoto, RemotePhoto, SyncOptions } from '../../core/sync';
import { checksumKey } from '../../planning/transfer-planner';
import type { Albums } from '../../providers/albums';
import type { Content, Source } from '../../providers/provider';
import type { State } from '../../state/state';
import { changedSincePlan } from './changed-since-plan';
import { fileBelow } from './file-below';
import { lookAt, type FoundFile } from './found-file';
import type { AgreedFile, Agreement } from './agreement';

/** One attempt to bring a photo in step, as its steps see it. */
export interface SyncAttempt {
  state: Pick<State, 'checksums' | 'deletions' | 'uploadSessions'>;
  albums: Albums;
  /** The local root as a source. */
  source: Source;
  job: { id: string; createdAt: string };
  options: SyncOptions;
  operation: SyncOperation;
  /** Absolute path of the local root. */
  root: string;
  pair: string;
  agreement: Agreement;
  /** Photos that steps before have moved or changed, as they are now. */
  current: Map<string, RemotePhoto>;
  /** From 1. */
  attempt: number;
  /** When the attempt was scheduled, in milliseconds since 1970. */
  scheduledAtMs: number;
  /** Day that what is thrown away is filed under; the same for all attempts. */
  day: string;
  progress: { sentBytes: number };
  signal: AbortSignal;
}

/** What a step came to. */
export interface StepAnswer {
  /** What was done, in words for a report: `uploaded`. Absent: there was nothing to do. */
  did?: string;
  /** Why there was nothing to do. */
  reason?: string;
  movedBytes: number;
  /** The photo at the service as it is now. */
  photo?: RemotePhoto;
  md5?: string;
  /** Path of the file below the root. */
  path?: string;
  note?: string;
}

/** Why a step had nothing to do. */
export const inStepAlready = 'in step already';

/** The answer of a step that finds its work done: by an attempt before this one, or by somebody else. */
export function doneAlready(at: SyncAttempt, { did, ...answer }: StepAnswer & { did: string }): StepAnswer {
  return at.attempt > 1 ? { did, ...answer } : inStep(answer);
}

/** The answer of a step that had nothing to do. */
export function inStep(answer: Omit<StepAnswer, 'did'>): StepAnswer {
  return { ...answer, reason: answer.reason ?? inStepAlready, movedBytes: 0 };
}

/** Names the operation to others of ours that are at work on the same files. */
export function ownerOf({ job, operation }: SyncAttempt): string {
  return `${job.id} ${operation.item}`;
}

/** Key of a photo of an album, for `SyncAttempt.current`. */
export function photoKey({ albumId, id }: { albumId: string; id: string }): string {
  return `${albumId}\0${id}`;
}

/** A photo as a step should find it: as the plan saw it, or as a step before has left it. */
export function expectedPhoto(at: SyncAttempt, planned: RemotePhoto): RemotePhoto {
  return at.current.get(photoKey(planned)) ?? planned;
}

/** Looks at a photo that a step is about. @throws {ProviderError} `Conflict` when it is gone or has other content. */
export async function plannedPhoto(at: SyncAttempt, planned: RemotePhoto): Promise<RemotePhoto> {
  const expected = expectedPhoto(at, planned);
  const photo = await at.albums.photo(expected, { signal: at.signal });
  if (photo === undefined || photo.fingerprint !== expected.fingerprint) throw changedPhoto(at, planned);
  return photo;
}

/** The refusal because of a photo at the service. */
export function changedPhoto(at: SyncAttempt, { name }: { name: string }): Error {
  return changedSincePlan(`"${name}" on ${at.albums.service}`);
}

/** Looks at a file that a step is about. @throws {ProviderError} `Conflict` when it is gone or may have other content. */
export async function plannedFile(at: SyncAttempt, { path, fingerprint }: LocalPhoto): Promise<FoundFile> {
  const found = await lookAt(await fileBelow(at.root, path));
  if (found?.fingerprint !== fingerprint) throw changedSincePlan(`"${path}"`);
  return found;
}

/** What a file holds is known from here on: the next survey need not read it. */
export function rememberMd5({ state, source }: SyncAttempt, { path, fingerprint, md5 }: AgreedFile): Promise<void> {
  return state.checksums.record(checksumKey(source.scope, { path }), fingerprint, md5);
}

/** Content of a photo, telling how much of it was read. */
export function withProgress(at: SyncAttempt): (bytes: number) => void {
  return (bytes) => {
    at.progress.sentBytes = bytes;
  };
}

/** What a service is asked for when a file is sent to it. */
export type LocalContent = Content & { md5: string };
