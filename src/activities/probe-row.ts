import { Context } from '@temporalio/activity';
import type { ProbeOperation } from '../core/operation';
import type { OperationOutcome } from '../core/outcome';
import { isReached, reachWords, worthAnotherTry, type Reach } from '../core/reach';
import { readRow } from '../planning/rows/read-row';
import { probeUrl } from '../providers/http/probe-url';
import { ProviderError } from '../providers/provider-error';
import type { JobOf } from './job-of';
import type { ActivityPorts } from './ports';

/** What passes by itself as a rule is asked for so often in all; then it is what it is. */
const mostAttempts = 3;

/** Asks whether the URL in a row can be reached. @throws {ProviderError} `NotFound` and the like when it cannot. */
export async function probeRow(
  ports: ActivityPorts,
  job: JobOf<'probe'>,
  operation: ProbeOperation,
  { signal }: { signal: AbortSignal },
): Promise<OperationOutcome> {
  const { outcomes } = ports.state;
  const { attempt: attempts } = Context.current().info;
  const startedAt = new Date().toISOString();
  const { media, allowPrivate, timeoutMs, perHostPerSecond } = job.spec.probe;
  const { table, column } = await ports.tables.urls(job);
  const { cells } = await readRow(table, operation);
  const url = (cells[column] ?? '').trim();
  const client = ports.web.at(perHostPerSecond);
  const reach = await probeUrl(url, { client, media, allowPrivate, timeoutMs }, { signal });
  const bytes = reach.bytes ?? 0;
  if (isReached(reach)) {
    const { jobId, item } = { jobId: job.id, item: operation.item };
    await outcomes.finish({ jobId, item, status: 'done', result: { reach }, attempts, startedAt, bytes });
    return { status: 'done', bytes };
  }
  if (worthAnotherTry(reach.category) && attempts < mostAttempts) {
    throw new ProviderError('Transient', reachWords(reach));
  }
  await outcomes.note(job.id, operation.item, { reach });
  throw new ProviderError(kindOf(reach), reachWords(reach));
}

function kindOf({ category }: Reach): 'NotFound' | 'InvalidAsset' {
  return category === 'missing' ? 'NotFound' : 'InvalidAsset';
}
