import type { RemotePhoto, SyncStep } from '../../core/sync';
import { md5OfContent } from '../../providers/md5';
import { inStep, plannedFile, plannedPhoto, withProgress, type StepAnswer, type SyncAttempt } from './sync-attempt';

type CompareStep = Extract<SyncStep, { do: 'compare' }>;

/**
 * Reads a photo at its service, without storing it, to tell whether it is the file of this machine.
 * @returns `undefined` when they differ.
 */
export async function compareStep(at: SyncAttempt, { local, remote }: CompareStep): Promise<StepAnswer | undefined> {
  const { fingerprint, bytes } = await plannedFile(at, local);
  const photo = await plannedPhoto(at, remote);
  const md5 = photo.md5 ?? (await md5OfPhoto(at, photo, bytes));
  if (md5 !== local.md5) return undefined;
  const { signal } = at;
  if (photo.md5 === undefined) await at.albums.noteMd5?.({ photo, md5 }, { signal });
  await at.agreement.recordContent({ path: local.path, fingerprint, md5, bytes }, photo);
  return inStep({ movedBytes: 0, photo: { ...photo, md5 }, md5, path: local.path, reason: 'the same on both sides' });
}

/** @returns `undefined` where its size tells that it is another content. */
async function md5OfPhoto(at: SyncAttempt, photo: RemotePhoto, bytes: number): Promise<string | undefined> {
  if (photo.bytes !== undefined && photo.bytes !== bytes) return undefined;
  const content = await at.albums.content(photo, { signal: at.signal });
  if (content.bytes !== bytes) return undefined;
  return md5OfContent(content, at.signal, withProgress(at));
}
