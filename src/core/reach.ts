/** Every way in which asking for a URL can end, as reports and exit codes tell them apart. */
export const reachCategories = [
  /** It is there, and it is what was meant. */
  'ok',
  /** 404 or 410. */
  'missing',
  /** 401 or 403: it may be there, but not for us. */
  'forbidden',
  /** 429 or 420, or our own pace for the host leaves no room within seconds. */
  'rate-limited',
  /** 5xx. */
  'server-error',
  /** No connection, no answer or no bytes in time; 408. */
  'timeout',
  /** The host's name is not known, or could not be asked for. */
  'dns',
  /** The connection is refused, or breaks. */
  'unreachable',
  /** Something answers, but not with a picture: a web page, a film, a text. */
  'not-an-image',
  /** It is there and has no bytes. */
  'empty',
  /** Redirects that go round in a circle, too far, from https to http, or to what is no web address. */
  'redirects',
  /** Not asked for: it points into a private network. */
  'refused',
  /** Not asked for: it is no http or https URL. */
  'invalid-url',
  /** Anything else: another 4xx, a certificate that does not hold, an answer that is no HTTP. */
  'other',
] as const;

export type ReachCategory = (typeof reachCategories)[number];

/** What asking for a URL came to. Holds no secret: addresses and reasons are redacted. */
export interface Reach {
  category: ReachCategory;
  /** HTTP status of the last answer; absent when there was none. */
  status?: number;
  /** Media type without its parameters: as declared, or by content where nothing useful is declared. */
  contentType?: string;
  /** Length of the whole content, where the server tells it. */
  bytes?: number;
  /** Where redirects led to, redacted; absent when there were none. */
  finalUrl?: string;
  /** Why, in words for a person: Cloudinary's `X-Cld-Error`, or what the connection failed with. */
  reason?: string;
  /** ISO instant from which on the server, or our pace, takes another request. */
  retryAt?: string;
  /** How often it was asked for, while it is still to be asked again. */
  asked?: number;
}

/** True when the URL gives what was meant. */
export function isReached({ category }: Reach): boolean {
  return category === 'ok';
}

/** A reach as one line of a report: `missing: 404 (Resource not found - x)`. */
export function reachWords({ category, status, reason }: Reach): string {
  if (status === undefined) return reason === undefined ? category : `${category}: ${reason}`;
  return reason === undefined ? `${category}: ${status}` : `${category}: ${status} (${reason})`;
}

const passing: ReadonlySet<ReachCategory> = new Set(['rate-limited', 'server-error', 'timeout', 'dns', 'unreachable']);

/** True for what may be over after a while; the rest stays as it is until somebody changes something. */
export function worthAnotherTry(category: ReachCategory): boolean {
  return passing.has(category);
}
