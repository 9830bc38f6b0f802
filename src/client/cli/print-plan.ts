import { formatBytes, formatCount } from '../../core/format';
import { describeOperation } from '../../core/operation';
import { stepsInWords } from '../../core/sync-words';
import { doVerb, type JobSpec } from '../../core/spec';
import type { PlannedItem } from '../../state/outcomes';
import { exitCodes } from './exit-codes';
import type { Talk } from './talk';

interface PlanToPrint {
  spec: JobSpec;
  isJson: boolean;
  /** No more items than this are printed; all are counted. */
  limit?: number;
}

/** Prints a plan item by item as it is made, and what it comes to. */
export async function printPlan(
  plan: AsyncIterable<PlannedItem>,
  talk: Talk,
  { spec, isJson, limit = Infinity }: PlanToPrint,
): Promise<number> {
  const counts = { planned: 0, done: 0, skipped: 0, failed: 0 };
  let bytes = 0;
  let printed = 0;
  for await (const item of plan) {
    counts[item.status] += 1;
    if (item.status === 'planned' || item.status === 'done') bytes += item.bytes;
    if ((printed += 1) <= limit) talk.data(isJson ? JSON.stringify(item) : planLine(spec, item));
  }
  if (printed > limit) talk.say(`... and ${formatCount(printed - limit)} more.`);
  const size = bytes > 0 ? ` (${formatBytes(bytes)})` : '';
  talk.say(
    `Would ${doVerb(spec)} ${formatCount(counts.planned + counts.done)}${size}, skip ${formatCount(counts.skipped)}, fail ${formatCount(counts.failed)}. Nothing was done.`,
  );
  return counts.failed > 0 ? exitCodes.doneWithFailures : exitCodes.done;
}

function planLine(spec: JobSpec, { item, status, operation, failure, reason, result }: PlannedItem): string {
  const verb = doVerb(spec).padEnd(6);
  if (status === 'skipped') return `skip    ${item}  (${reason ?? ''})`;
  if (status === 'failed') return `fail    ${item}  (${failure?.message ?? ''})`;
  if (status === 'done') return `${verb}  ${item}  ${result?.url ?? ''}`;
  if (operation?.kind === 'transfer') return `${verb}  ${item}  ->  ${operation.resourceType}/${operation.to}`;
  if (operation?.kind === 'save') return `${verb}  ${item}  ->  ${operation.to}`;
  if (operation?.kind === 'sync') return `${stepsInWords(operation)}  ${item.slice(item.indexOf('/') + 1)}`;
  return `do      ${operation === undefined ? item : describeOperation(operation)}`;
}
