import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyncStep } from '../../core/sync';
import { trashFolder } from '../../core/sync-trash';
import type { Removal } from '../../providers/albums';
import { ProviderError } from '../../providers/provider-error';
import { changedSincePlan } from './changed-since-plan';
import { isTaken } from './found-file';
import { hasCode, localFailure } from './local-failure';
import { changedPhoto, expectedPhoto, inStep, type StepAnswer, type SyncAttempt } from './sync-attempt';

type DeleteRemoteStep = Extract<SyncStep, { do: 'delete-remote' }>;

/**
 * Takes a photo out of its album because its file is gone here, and notes what brings it back.
 * @param begun An attempt before may have done it: what is gone by now is noted in the journal as well.
 */
export async function deleteRemoteStep(
  at: SyncAttempt,
  { remote, localPath }: DeleteRemoteStep,
  begun: { was: boolean; note(): Promise<void> },
): Promise<StepAnswer> {
  if (!at.options.force) await mustBeMounted(at);
  if (await isTaken(join(at.root, localPath))) throw changedSincePlan(`"${localPath}"`);
  const expected = expectedPhoto(at, remote);
  const { signal } = at;
  const photo = await at.albums.photo(expected, { signal });
  if (photo === undefined && !begun.was) {
    await at.agreement.forget(localPath);
    return inStep({ movedBytes: 0, reason: `gone on ${at.albums.service} already` });
  }
  if (photo !== undefined && photo.fingerprint !== expected.fingerprint) throw changedPhoto(at, remote);
  await begun.note();
  const removal = await at.albums.remove({ photo: photo ?? expected }, { signal });
  const { operation, pair, job } = at;
  await at.state.deletions.record({
    jobId: job.id,
    pair,
    side: operation.half,
    title: operation.title,
    name: remote.name,
    target: remote.id,
    md5: photo?.md5 ?? remote.md5,
    bytes: photo?.bytes ?? remote.bytes,
    ...removal,
  });
  await at.agreement.forget(localPath);
  return { did: wordsOf(at, removal), movedBytes: 0, photo: expected, path: localPath, note: removal.restore };
}

function wordsOf({ albums }: SyncAttempt, { how }: Removal): string {
  return how === 'detached' ? `taken out of its album on ${albums.service}` : `deleted on ${albums.service}`;
}

/** A root that is not there, or has nothing in it, is a disk that is not mounted: no file of it was deleted. */
async function mustBeMounted({ root }: SyncAttempt): Promise<void> {
  const names = await readdir(root).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw localFailure(error, root);
  });
  if (names.some((name) => name !== trashFolder)) return;
  throw new ProviderError(
    'Conflict',
    `${root} is empty or not there, so nothing is deleted for it. Mount its disk and sync again, or use --force.`,
  );
}
