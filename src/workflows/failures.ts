import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { isFailureKind, type FailureDetails, type FailureKind } from '../core/failure';

/** What an activity failed with, in ferry's words. */
export interface ReadFailure {
  kind: FailureKind;
  message: string;
  details: FailureDetails;
}

/** Reads a failure that an activity was given up with. Cancellation is not a failure: it is thrown on. */
export function readFailure(error: unknown): ReadFailure {
  if (isCancellation(error)) throw error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const details = (cause.details?.[0] ?? {}) as FailureDetails;
    if (isFailureKind(cause.type)) return { kind: cause.type, message: cause.message, details };
    return { kind: 'Unexpected', message: cause.message, details };
  }
  if (cause instanceof TimeoutFailure) {
    return { kind: 'Transient', message: 'It took longer than an asset of its size should.', details: {} };
  }
  return { kind: 'Unexpected', message: cause instanceof Error ? cause.message : String(cause), details: {} };
}
