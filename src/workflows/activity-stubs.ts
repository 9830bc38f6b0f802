import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/types';
import { describeOperation, type Operation } from '../core/operation';
import type { OperationOutcome } from '../core/outcome';

/** Retries are bounded by what an activity says of its failure, never by a number here: a crash is nobody's fault. */
const retry = { initialInterval: 1000, backoffCoefficient: 2, maximumInterval: 30_000 };

const minuteMs = 60_000;
/** Slower than this and an upload is taken for hung: 20 KB/s. */
const slowestBytesPerMs = 20;

/** Activities that list and plan: long ones report that they are alive. */
export function planningActivities(taskQueue: string | undefined) {
  return proxyActivities<
    Pick<
      Activities,
      'checkLocations' | 'listInventory' | 'planFolders' | 'planPage' | 'probeService' | 'nextStage' | 'approvePlan'
    >
  >({
    taskQueue,
    startToCloseTimeout: 60 * minuteMs,
    heartbeatTimeout: 15_000,
    retry,
  });
}

/** Short activities on the state database and the quota gates. */
export function recordingActivities(taskQueue: string | undefined) {
  return proxyActivities<
    Omit<
      Activities,
      | 'beginScheduledJob'
      | 'checkLocations'
      | 'listInventory'
      | 'planFolders'
      | 'planPage'
      | 'performOperation'
      | 'probeService'
      | 'nextStage'
      | 'approvePlan'
      | 'closeFolder'
      | 'closeJob'
    >
  >({ taskQueue, startToCloseTimeout: 15_000, retry });
}

/** Writing the report of a million items takes a while. */
export function closingActivities(taskQueue: string | undefined) {
  return proxyActivities<Pick<Activities, 'closeFolder' | 'closeJob'>>({
    taskQueue,
    startToCloseTimeout: 30 * minuteMs,
    heartbeatTimeout: 15_000,
    retry,
  });
}

/** Performs one operation, with the asset's path as its line in the Web UI and time according to its size. */
export async function performOperation(
  taskQueue: string | undefined,
  jobId: string,
  operation: Operation,
): Promise<OperationOutcome> {
  const options = {
    taskQueue,
    startToCloseTimeout: 10 * minuteMs + bytesOf(operation) / slowestBytesPerMs,
    heartbeatTimeout: 15_000,
    // A cancelled upload says what became of it before the folder counts.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry,
  };
  const { performOperation: perform } = proxyActivities<Pick<Activities, 'performOperation'>>(options);
  return perform.executeWithOptions({ ...options, summary: describeOperation(operation) }, [{ jobId, operation }]);
}

function bytesOf(operation: Operation): number {
  return operation.kind === 'transfer' || operation.kind === 'sync' ? operation.bytes : 0;
}
