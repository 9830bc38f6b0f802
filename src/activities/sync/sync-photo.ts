import type { SyncOperation } from '../../core/operation';
import type { OperationOutcome } from '../../core/outcome';
import type { CallOptions } from '../../providers/provider';
import type { JobOf } from '../job-of';
import type { ActivityPorts } from '../ports';

interface Attempt extends CallOptions {
  progress: { sentBytes: number };
}

/** Brings one photo in step: the steps of its operation, one after the other. */
export async function syncPhoto(
  _ports: ActivityPorts,
  _job: JobOf<'sync'>,
  operation: SyncOperation,
  _attempt: Attempt,
): Promise<OperationOutcome> {
  throw new Error(`${operation.item} is not brought in step yet`);
}
