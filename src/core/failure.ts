/**
 * Why something did not work, on two axes: does trying again help, and what does it stop?
 * A kind is the `type` of the `ApplicationFailure` that carries it through Temporal.
 */
export const failureKinds = [
  'RateLimited',
  'Transient',
  'NotFound',
  'InvalidAsset',
  'Conflict',
  'AuthFailed',
  'QuotaExceeded',
  'Unexpected',
] as const;

export type FailureKind = (typeof failureKinds)[number];

/** What a failure holds up. */
export type Stops = 'asset' | 'quota' | 'job';

interface Consequence {
  again: 'never' | 'after-backoff' | 'at-reset' | 'after-resume';
  stops: Stops;
}

const consequences: Record<FailureKind, Consequence> = {
  RateLimited: { again: 'at-reset', stops: 'quota' },
  Transient: { again: 'after-backoff', stops: 'asset' },
  NotFound: { again: 'never', stops: 'asset' },
  InvalidAsset: { again: 'never', stops: 'asset' },
  Conflict: { again: 'never', stops: 'asset' },
  AuthFailed: { again: 'after-resume', stops: 'job' },
  QuotaExceeded: { again: 'after-resume', stops: 'job' },
  // A fault of ours or an answer nobody has seen before: tried a few times, then said aloud.
  Unexpected: { again: 'after-backoff', stops: 'asset' },
};

/** Looks up what a kind of failure means for the asset, the quota and the job. */
export function consequenceOf(kind: FailureKind): Consequence {
  return consequences[kind];
}

/** True when the text names a failure kind, so that an unknown `ApplicationFailure.type` stays loud. */
export function isFailureKind(text: string | null | undefined): text is FailureKind {
  return failureKinds.some((kind) => kind === text);
}

/** What travels with a failure through Temporal, as the first of the failure's details. Never a secret. */
export interface FailureDetails {
  /** The quota that is used up: `cloudinary:demo:admin`. Only with `RateLimited`. */
  quota?: string;
  /** ISO instant at which the quota is full again. Absent: the service did not say, back off briefly. */
  resetAt?: string;
  /** The service asks for fewer calls at once, not for a pause until an instant. */
  slowDown?: boolean;
  /** What cannot be reached, sign in or take more, in words for a person: `Cloudinary account demo`. */
  service?: string;
  /** How long the last attempt ran. */
  attemptMs?: number;
  /** Which attempt it was, from 1. */
  attempt?: number;
  /** The destination could not fetch the asset from its URL by itself. */
  notFetched?: boolean;
  /** The server that the asset's own URL names has failed: that says nothing of the services at the job's ends. */
  atOrigin?: boolean;
  /** What a person should do next. */
  nextStep?: string;
}

/** A failure of one item as workflows and the state database hold it. */
export interface ItemFailure {
  kind: FailureKind;
  message: string;
}

/** Which failed items are meant. */
export interface FailureFilter {
  kind?: FailureKind;
  folder?: string;
}
