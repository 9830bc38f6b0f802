import { ApplicationFailure, CancelledFailure, type Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { consequenceOf } from '../core/failure';
import { ProviderError } from '../providers/provider-error';
import type { Activities } from './types';

/**
 * Activities whose failures the workflows know what to do with. All others are bookkeeping, tried for as long as it takes:
 * a job must not end because its own notes could not be written for a while.
 */
const handedOver = new Set<string>([
  'checkLocations',
  'listInventory',
  'planFolders',
  'planPage',
  'performOperation',
] satisfies (keyof Activities)[]);

/** After so many attempts a passing failure goes back to the workflow, which knows about gates, outages and patience. */
const quickAttempts = 4;

/** What the state database fails with when its disk is full (SQLite result codes). */
const fullDiskCodes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'ENOSPC', 'EDQUOT', '53100']);
/** What says that the state database is not there right now: SQLite busy, or a Postgres connection that broke. */
const databaseDown = /^(SQLITE_(BUSY|LOCKED|IOERR).*|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0\d|08\w{3}|53300)$/;

/** Turns what an activity throws into an `ApplicationFailure` of a kind that workflows can read. */
export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  /** @param onAuthFailed Credentials were refused: whoever opened the location should read its settings again. */
  constructor(
    private readonly context: Context,
    private readonly onAuthFailed: () => void,
  ) {}

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const startedAt = Date.now();
    try {
      return await next(input);
    } catch (error) {
      throw this.translate(error, Date.now() - startedAt);
    }
  }

  private translate(error: unknown, attemptMs: number): unknown {
    if (error instanceof ApplicationFailure) return error;
    const { cancellationSignal, info } = this.context;
    if (cancellationSignal.aborted) return cancelledFailure(cancellationSignal.reason);
    if (error instanceof ProviderError && error.kind === 'AuthFailed') this.onAuthFailed();
    const isHandedOver = handedOver.has(info.activityType);
    if (error instanceof ProviderError)
      return providerFailure(error, { attempt: info.attempt, attemptMs, isHandedOver });
    return otherFailure(error, { attempt: info.attempt, isHandedOver });
  }
}

/** A worker that is stopped hands its activities over to the next one; anything else is a cancellation that was asked for. */
function cancelledFailure(reason: unknown): Error {
  if (reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN') {
    return failure('WorkerStopped', 'The worker was stopped; another takes this up.', { nonRetryable: false });
  }
  return new CancelledFailure('The activity was cancelled.');
}

interface Circumstances {
  attempt: number;
  isHandedOver: boolean;
}

function providerFailure(
  { kind, message, details }: ProviderError,
  { attempt, attemptMs, isHandedOver }: Circumstances & { attemptMs: number },
): ApplicationFailure {
  const passes = consequenceOf(kind).again === 'after-backoff' || !isHandedOver;
  return ApplicationFailure.create({
    type: kind,
    message,
    nonRetryable: !passes || (isHandedOver && attempt >= quickAttempts),
    details: [{ ...details, attempt, attemptMs }],
    category: kind === 'RateLimited' ? ApplicationFailureCategory.BENIGN : undefined,
  });
}

function otherFailure(error: unknown, { attempt, isHandedOver }: Circumstances): ApplicationFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = error instanceof Error ? error.message : String(error);
  if (fullDiskCodes.has(code)) {
    const words = `The disk is full (${message}). Free some space, then resume.`;
    return failure('QuotaExceeded', words, { nonRetryable: isHandedOver });
  }
  if (databaseDown.test(code)) {
    // Tried again for as long as it takes: without its state database nothing can be promised about any asset.
    return failure('StateDatabaseDown', `The state database does not answer (${code}).`, { nonRetryable: false });
  }
  const name = error instanceof Error ? error.name : 'error';
  return failure('Unexpected', `Unexpected ${name}: ${message}`, {
    nonRetryable: isHandedOver && attempt >= quickAttempts,
  });
}

function failure(type: string, message: string, { nonRetryable }: { nonRetryable: boolean }): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable });
}
