import { join } from 'node:path';
import { nameOf } from '../../core/naming';
import type { SyncStep } from '../../core/sync';
import { changedSincePlan } from './changed-since-plan';
import { discard } from './discard';
import { doneAlready, inStep, type StepAnswer, type SyncAttempt } from './sync-attempt';

type DeleteLocalStep = Extract<SyncStep, { do: 'delete-local' }>;

/** Moves a file to the trash of its root because its photo is gone at the service, and notes what brings it back. */
export async function deleteLocalStep(at: SyncAttempt, { local, remote }: DeleteLocalStep): Promise<StepAnswer> {
  const { operation, pair, job, root, signal } = at;
  if ((await at.albums.photo(remote, { signal })) !== undefined) {
    throw changedSincePlan(`"${nameOf(local.path)}" on ${at.albums.service}`);
  }
  const discarded = await discard(at, local);
  if (discarded === undefined) {
    await at.agreement.forget(local.path);
    return inStep({ movedBytes: 0, reason: 'gone here already' });
  }
  const restore = `mv ${quoted(discarded.kept)} ${quoted(join(root, local.path))}`;
  await at.state.deletions.record({
    jobId: job.id,
    pair,
    side: 'local',
    title: operation.title,
    name: nameOf(local.path),
    target: local.path,
    md5: local.md5,
    bytes: local.bytes,
    how: 'trashed',
    restore,
  });
  await at.agreement.forget(local.path);
  const answer = { did: 'deleted here', movedBytes: 0, md5: local.md5, path: local.path, note: restore };
  return discarded.wasThere ? doneAlready(at, answer) : answer;
}

/** A word of a command as a shell takes it whole, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
