import { Context } from '@temporalio/activity';
import { emptyTally, type Tally } from '../core/outcome';
import type { Outcome, PlannedItem } from '../state/outcomes';

/** Names the running activity over all its attempts: rows that an earlier attempt wrote are counted by the next. */
export function plannedBy(): string {
  const { info } = Context.current();
  return `${info.workflowExecution?.runId ?? ''}/${info.activityId}`;
}

/** What items that were planned add to a tally. */
export function countItems(items: (PlannedItem | Outcome)[]): Tally {
  const tally = emptyTally();
  for (const item of items) {
    const { status, bytes } = item;
    tally.found += 1;
    tally.foundBytes += bytes;
    if (status === 'skipped' || status === 'failed') tally[status] += 1;
    if (status === 'done' && isFinding(item)) {
      tally.done += 1;
      tally.doneBytes += bytes;
    }
  }
  return tally;
}

/** True of an item that was done by being found; what an operation did is counted when it ends. */
function isFinding({ operation }: PlannedItem | Outcome): boolean {
  return operation === undefined;
}
