import type { RemotePhoto, SyncStep } from '../../core/sync';
import { albumIdOf, arranged, isInPlace } from './photo-place';
import {
  changedPhoto,
  doneAlready,
  expectedPhoto,
  plannedFile,
  type StepAnswer,
  type SyncAttempt,
} from './sync-attempt';

type ArrangeRemoteStep = Extract<SyncStep, { do: 'arrange-remote' }>;

/** Gives a photo at its service the place that its file has here. */
export async function arrangeRemoteStep(at: SyncAttempt, step: ArrangeRemoteStep): Promise<StepAnswer> {
  const { remote, local, to } = step;
  const file = { ...local, ...(await plannedFile(at, local)) };
  const before = expectedPhoto(at, remote);
  const { photo: found, isThere } = await findPhoto(at, step);
  if (found.fingerprint !== before.fingerprint) throw changedPhoto(at, remote);
  const photo = isThere ? found : await arranged(at, found, to);
  await at.agreement.recordPlace(file, photo, { photo: before });
  const did = `${photo.albumId === before.albumId ? 'renamed' : 'moved'} on ${at.albums.service}`;
  const answer = { did, movedBytes: 0, photo, path: local.path };
  return isThere ? doneAlready(at, answer) : answer;
}

/** The photo where the plan saw it, or where it is to be. @throws {ProviderError} `Conflict` when it is elsewhere. */
async function findPhoto(
  at: SyncAttempt,
  { remote, to }: ArrangeRemoteStep,
): Promise<{ photo: RemotePhoto; isThere: boolean }> {
  const expected = expectedPhoto(at, remote);
  const photo = await at.albums.photo(expected, { signal: at.signal });
  const albumId = await albumIdOf(at, to);
  const place = { ...to, albumId };
  if (photo !== undefined && (photo.name === expected.name || photo.name === to.name)) {
    return { photo, isThere: albumId !== undefined && isInPlace(photo, place) };
  }
  const moved =
    photo === undefined && albumId !== undefined && albumId !== expected.albumId
      ? await at.albums.photo({ albumId, id: remote.id }, { signal: at.signal })
      : undefined;
  if (moved === undefined || !isInPlace(moved, place)) throw changedPhoto(at, remote);
  return { photo: moved, isThere: true };
}
