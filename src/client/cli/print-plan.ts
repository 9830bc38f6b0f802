import { formatBytes, formatCount } from '../../core/format';
import { describeOperation } from '../../core/operation';
import type { PlannedItem } from '../../state/outcomes';
import { exitCodes } from './exit-codes';
import type { Talk } from './talk';

/** Prints a plan item by item as it is made, and what it comes to. */
export async function printPlan(plan: AsyncIterable<PlannedItem>, talk: Talk, isJson: boolean): Promise<number> {
  const counts = { planned: 0, skipped: 0, failed: 0 };
  let bytes = 0;
  for await (const item of plan) {
    counts[item.status] += 1;
    if (item.status === 'planned') bytes += item.bytes;
    talk.data(isJson ? JSON.stringify(item) : planLine(item));
  }
  talk.say(
    `Would upload ${formatCount(counts.planned)} (${formatBytes(bytes)}), skip ${formatCount(counts.skipped)}, fail ${formatCount(counts.failed)}. Nothing was done.`,
  );
  return counts.failed > 0 ? exitCodes.doneWithFailures : exitCodes.done;
}

function planLine({ item, status, operation, failure, reason }: PlannedItem): string {
  if (status === 'skipped') return `skip    ${item}  (${reason ?? ''})`;
  if (status === 'failed') return `fail    ${item}  (${failure?.message ?? ''})`;
  if (operation?.kind === 'transfer') return `upload  ${item}  ->  ${operation.resourceType}/${operation.to}`;
  return `do      ${operation === undefined ? item : describeOperation(operation)}`;
}
