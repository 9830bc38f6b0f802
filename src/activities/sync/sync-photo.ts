import { Context } from '@temporalio/activity';
import type { SyncOperation } from '../../core/operation';
import type { AssetResult, OperationOutcome } from '../../core/outcome';
import { folderOf } from '../../core/naming';
import { pairOf } from '../../core/sync-pair';
import { albumTitles } from '../../core/sync-titles';
import type { CallOptions } from '../../providers/provider';
import type { JobOf } from '../job-of';
import type { ActivityPorts } from '../ports';
import { Agreement } from './agreement';
import { performSteps } from './perform-steps';
import { StepMarks } from './step-marks';
import type { StepAnswer, SyncAttempt } from './sync-attempt';

/** What bringing a photo in step needs of the activities' ports. */
export type SyncPhotoPorts = Pick<ActivityPorts, 'state' | 'openAlbums' | 'openLocation'>;

interface Attempt extends CallOptions {
  progress: { sentBytes: number };
}

/**
 * Brings one photo in step: the steps of its operation, one after the other. It may be killed at any instant and done
 * again; what is done already is found so, and what is no longer as planned is left alone.
 * @throws {ProviderError} `Conflict` when the photo or its file was changed after the plan was made.
 */
export async function syncPhoto(
  ports: SyncPhotoPorts,
  job: JobOf<'sync'>,
  operation: SyncOperation,
  { signal, progress }: Attempt,
): Promise<OperationOutcome> {
  const { outcomes } = ports.state;
  const { info } = Context.current();
  const startedAt = new Date().toISOString();
  const marks = await StepMarks.read(outcomes, job.id, operation.item);
  const at: SyncAttempt = {
    ...placesOf(ports, job, operation),
    state: ports.state,
    job,
    options: job.spec.sync,
    operation,
    current: new Map(),
    attempt: info.attempt,
    scheduledAtMs: info.currentAttemptScheduledTimestampMs,
    day: new Date(info.scheduledTimestampMs).toISOString().slice(0, 10),
    progress,
    signal,
  };
  const answers = await performSteps(at, marks, operation.steps);
  const isDone = answers.some(({ did }) => did !== undefined);
  const bytes = answers.reduce((sum, { movedBytes }) => sum + movedBytes, 0);
  await outcomes.finish({
    jobId: job.id,
    item: operation.item,
    status: isDone ? 'done' : 'skipped',
    result: resultOf(answers),
    reason: isDone ? undefined : answers.at(-1)?.reason,
    attempts: info.attempt,
    startedAt,
    ...(isDone ? { bytes } : {}),
  });
  return { status: isDone ? 'done' : 'skipped', bytes: isDone ? bytes : 0 };
}

function placesOf(ports: SyncPhotoPorts, { spec }: JobOf<'sync'>, { half, title }: SyncOperation) {
  const { root } = spec.source;
  const albums = ports.openAlbums(spec, half);
  const pair = pairOf(root, albums.scope);
  const titles = albumTitles(spec.sync);
  const agreement = new Agreement(ports.state.syncBase, pair, (path) => titles.titleOf(folderOf(path)) ?? title);
  return { albums, source: ports.openLocation(spec.source), root, pair, agreement };
}

/** What a report says of the photo: all that was done to it, and what it is now. */
function resultOf(answers: StepAnswer[]): AssetResult {
  const did = [...new Set(answers.flatMap(({ did }) => did ?? []))];
  const notes = [...new Set(answers.flatMap(({ note }) => note ?? []))];
  const last = answers.at(-1);
  const saved = answers.findLast(({ did, path }) => did !== undefined && path !== undefined)?.path;
  return {
    sync: did.length === 0 ? 'in step' : did.join(', '),
    bytes: answers.reduce((sum, { movedBytes }) => sum + movedBytes, 0),
    etag: last?.md5,
    assetId: last?.photo?.id,
    savedTo: saved ?? last?.path,
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
  };
}
