/** Names of the quotas that a job may meet, by what draws on them. */
export interface JobQuotas {
  /** Listing the destination. */
  listing: string[];
  writing: string[];
  /** Listing and reading the source. */
  reading: string[];
}

/** A quota that no call draws on any more until an instant: what a closed gate is about. */
export interface ClosedGate {
  /** Name of the quota: `cloudinary:demo:admin`, or of a service that is out: `service:cloudinary:demo`. */
  quota: string;
  /** ISO instant at which it opens again. */
  until: string;
  /** The half of the job that it holds, where it does not hold all of it. */
  half?: string;
  /** In words: `Cloudinary limit`, `Cloudinary account demo does not answer`. */
  reason: string;
}

/** What a person reads beside a timer: `Cloudinary limit until 14:00 UTC`. */
export function describeClosedGate(gate: ClosedGate): string {
  const at = new Date(gate.until);
  const day = at.toISOString().slice(0, 10);
  const time = at.toISOString().slice(11, at.getUTCSeconds() === 0 ? 16 : 19);
  return `${gate.reason} until ${time} UTC on ${day}`;
}
