import { Context } from '@temporalio/activity';
import type { OperationOutcome } from '../core/outcome';
import { ProviderError } from '../providers/provider-error';
import type { Destination } from '../providers/provider';
import type { Operation } from '../core/operation';
import type { JobRecord } from '../state/jobs';
import { whileAlive } from './alive';
import { jobOf } from './job-of';
import { migrateRow } from './migrate-row';
import type { ActivityPorts } from './ports';
import { probeRow } from './probe-row';
import { runningJob } from './running-job';
import { save } from './save';
import { syncPhoto } from './sync/sync-photo';
import { transfer } from './transfer';
import type { Activities } from './types';

/** An attempt that dies takes nothing with it but its worker; after so many the asset is to blame. */
const mostAttempts = 20;

/** Performs one operation and writes down what became of it. Performed again, it changes nothing more. */
export function performOperation(ports: ActivityPorts): Activities['performOperation'] {
  return async ({ jobId, operation }) => {
    if (Context.current().info.attempt > mostAttempts) {
      throw new ProviderError(
        'InvalidAsset',
        `Given up: ${mostAttempts} attempts ended without an answer, each with its worker or its time.`,
      );
    }
    const progress = { sentBytes: 0 };
    return whileAlive(
      async (signal) => {
        const job = await runningJob(ports.state.jobs, jobId);
        return perform(ports, job, operation, { signal, progress });
      },
      () => progress,
    );
  };
}

interface Attempt {
  signal: AbortSignal;
  progress: { sentBytes: number };
}

async function perform(
  ports: ActivityPorts,
  job: JobRecord,
  operation: Operation,
  { signal, progress }: Attempt,
): Promise<OperationOutcome> {
  switch (operation.kind) {
    case 'transfer':
      return transfer(ports, jobOf(job, 'transfer'), operation, { signal, progress });
    case 'save':
      return save(ports, jobOf(job, 'scrape'), operation, { signal, progress });
    case 'migrate':
      return migrateRow(ports, jobOf(job, 'migration'), operation, { signal, progress });
    case 'probe':
      return probeRow(ports, jobOf(job, 'probe'), operation, { signal });
    case 'sync':
      return syncPhoto(ports, jobOf(job, 'sync'), operation, { signal, progress });
    case 'delete': {
      const { target, resourceType } = operation;
      const destination = ports.openDestination(job.spec);
      await capable(destination, 'delete')({ path: target, resourceType }, { signal });
      await ports.state.inventory.forget(destination.scope, target, resourceType);
      return finish(ports, job, operation.item);
    }
    case 'move': {
      const { target, to, resourceType } = operation;
      await capable(ports.openDestination(job.spec), 'move')({ path: target, to, resourceType }, { signal });
      return finish(ports, job, operation.item);
    }
    case 'attach':
      throw new ProviderError('InvalidAsset', `${job.spec.destination.provider} has no albums.`);
  }
}

/** A method that a destination may lack. @throws {ProviderError} `InvalidAsset` when it does. */
function capable<K extends 'delete' | 'move'>(destination: Destination, method: K): NonNullable<Destination[K]> {
  const found = destination[method];
  if (found === undefined) throw new ProviderError('InvalidAsset', `${destination.service} cannot ${method} assets.`);
  return found;
}

async function finish({ state }: ActivityPorts, job: JobRecord, item: string): Promise<OperationOutcome> {
  const startedAt = new Date(Context.current().info.currentAttemptScheduledTimestampMs).toISOString();
  const { attempt: attempts } = Context.current().info;
  await state.outcomes.finish({ jobId: job.id, item, status: 'done', result: {}, attempts, startedAt });
  return { status: 'done', bytes: 0 };
}
