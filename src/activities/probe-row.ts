import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ProbeOperation } from '../core/operation';
import type { OperationOutcome } from '../core/outcome';
import { isReached, reachWords, worthAnotherTry, type Reach } from '../core/reach';
import { readRow } from '../planning/rows/read-row';
import type { HostPauses } from '../providers/http/host-pauses';
import { probeUrl } from '../providers/http/probe-url';
import { hostOf } from '../providers/http/url-failure';
import { ProviderError } from '../providers/provider-error';
import type { JobOf } from './job-of';
import type { ActivityPorts } from './ports';

/** What passes by itself as a rule is asked for so often in all; then it is what it is. */
const mostQuestions = 3;
/** So often is asked for what a host has refused for now each time. */
const mostRefusals = 5;
/** A wait of so long, ms, keeps its lane; a longer one gives it to another row. */
const longestWaitInLaneMs = 5000;
const mostWaitsInLane = 10;

/**
 * Asks whether the URL in a row can be reached. What may pass (5xx, silence, a name that is not found) is asked for three
 * times, within seconds; a worker that dies is not counted.
 *
 * A host that takes no more requests for now (429, Cloudinary's 420) is asked again when it says so, where that is within
 * half a minute, and none of its rows before. Temporal keeps the wait: a row that waits for more than a moment leaves its
 * lane to rows of other hosts. A host that names a later instant, or was waited for three times in vain, is taken at its
 * word: the row is `rate-limited`, until `ferry jobs retry` asks again. So is one that was refused five times while others
 * of its host were not.
 *
 * @throws {ProviderError} `NotFound` or `InvalidAsset` when it cannot be reached.
 */
export async function probeRow(
  ports: ActivityPorts,
  job: JobOf<'probe'>,
  operation: ProbeOperation,
  { signal }: { signal: AbortSignal },
): Promise<OperationOutcome> {
  const { outcomes } = ports.state;
  const { pauses } = ports.web;
  const { attempt: attempts } = Context.current().info;
  const { item } = operation;
  const startedAt = new Date().toISOString();
  const { media, allowPrivate, timeoutMs, perHostPerSecond } = job.spec.probe;
  const { table, column } = await ports.tables.urls(job);
  const { cells } = await readRow(table, operation);
  const url = (cells[column] ?? '').trim();
  const host = hostOf(url);
  const noted = async (): Promise<Reach | undefined> => (await outcomes.find(job.id, [item])).get(item)?.result?.reach;

  const leftMs = pauses.leftMs(host);
  if (leftMs > 0) {
    if ((await noted()) === undefined) await outcomes.note(job.id, item, { reach: notNow });
    throw later(notNow, leftMs, attempts);
  }
  const client = ports.web.at(perHostPerSecond);
  const reach = await probeUrl(url, { client, media, allowPrivate, timeoutMs }, { signal });
  if (reach.category !== 'rate-limited' && reach.status !== undefined) pauses.answered(host);
  if (isReached(reach)) {
    const { bytes = 0 } = reach;
    await outcomes.finish({ jobId: job.id, item, status: 'done', result: { reach }, attempts, startedAt, bytes });
    return { status: 'done', bytes };
  }
  const asked = ((await noted())?.asked ?? 0) + 1;
  const again = againAfter(reach, { asked, pauses, host });
  await outcomes.note(job.id, item, { reach: { ...reach, ...(again !== undefined && { asked }) } });
  if (again !== undefined && again.waitMs !== undefined) throw later(reach, again.waitMs, attempts);
  if (again !== undefined) throw new ProviderError('Transient', reachWords(reach), { atOrigin: true });
  throw new ProviderError(reach.category === 'missing' ? 'NotFound' : 'InvalidAsset', reachWords(reach));
}

/** Whether to ask again, and after which wait; without one it is Temporal's usual second or two. */
function againAfter(
  { category, retryAt }: Reach,
  { asked, pauses, host }: { asked: number; pauses: HostPauses; host: string },
): { waitMs?: number } | undefined {
  if (category === 'rate-limited') {
    const waitMs = asked < mostRefusals ? pauses.limited(host, retryAt) : undefined;
    return waitMs === undefined ? undefined : { waitMs };
  }
  return worthAnotherTry(category) && asked < mostQuestions ? {} : undefined;
}

/** What is known of a row whose host asks for a pause before the row was asked for. */
const notNow: Reach = { category: 'rate-limited', reason: 'its host takes no requests for now' };

/**
 * Ends an attempt so that the next begins after a wait. A longer one is left to the folder's workflow, as a trouble of the
 * server that the row names: it goes on with other rows meanwhile.
 */
function later(reach: Reach, waitMs: number, attempt: number): ApplicationFailure {
  const isInLane = waitMs <= longestWaitInLaneMs && attempt < mostWaitsInLane;
  return ApplicationFailure.create({
    type: 'Transient',
    message: reachWords(reach),
    nonRetryable: !isInLane,
    nextRetryDelay: isInLane ? Math.max(1, Math.ceil(waitMs)) : undefined,
    details: [{ atOrigin: true, attempt }],
    category: ApplicationFailureCategory.BENIGN,
  });
}
