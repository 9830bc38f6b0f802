import { errorFacts } from '../../core/error-facts';

/** Which of Flickr's hosts was asked: the API, uploads, the image host, or the one of sign-ins. */
export type Part = 'api' | 'upload' | 'images' | 'oauth';

interface CallErrorFields {
  message: string;
  part: Part;
  /** `flickr.photosets.create`; `replace` for content that takes another's place. */
  method?: string;
  httpStatus?: number;
  /** Flickr's own number, whose meaning is the method's below 95. */
  flickrCode?: number;
  /** Word of an OAuth endpoint: `signature_invalid`. */
  oauthProblem?: string;
  /** The answer was a page for people where data were to come. */
  isPage?: boolean;
  retryAfterSeconds?: number;
  /** Id of the photo that has this very content, with upload code 9. */
  duplicateId?: string;
  /** Node's code of a connection error: `ECONNREFUSED`. */
  code?: string;
}

/** A call that Flickr refused or did not answer, reduced to what is safe to keep: no address, no signature, no token. */
export class FlickrCallError extends Error {
  override readonly name = 'FlickrCallError';
  readonly part: Part;
  readonly method?: string;
  readonly httpStatus?: number;
  readonly flickrCode?: number;
  readonly oauthProblem?: string;
  readonly isPage: boolean;
  readonly retryAfterSeconds?: number;
  readonly duplicateId?: string;
  readonly code?: string;

  constructor({ message, part, isPage = false, ...fields }: CallErrorFields) {
    super(message);
    this.part = part;
    this.isPage = isPage;
    this.method = fields.method;
    this.httpStatus = fields.httpStatus;
    this.flickrCode = fields.flickrCode;
    this.oauthProblem = fields.oauthProblem;
    this.retryAfterSeconds = fields.retryAfterSeconds;
    this.duplicateId = fields.duplicateId;
    this.code = fields.code;
  }
}

/** True for the refusal of a method by one of its own codes. */
export function isRefusedWith(error: unknown, method: string, ...codes: number[]): error is FlickrCallError {
  return (
    error instanceof FlickrCallError &&
    error.method === method &&
    error.flickrCode !== undefined &&
    codes.includes(error.flickrCode)
  );
}

/** A call that got no answer: Node's fetch hides the code in the cause. */
export function connectionError(error: unknown, { part, method }: { part: Part; method?: string }): FlickrCallError {
  const outer = errorFacts(error);
  const cause: unknown = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const inner = cause === undefined ? outer : errorFacts(cause);
  const code = inner.code ?? outer.code ?? nameAsCode(outer);
  // The words of a connection error may name the address, which is signed.
  return new FlickrCallError({ message: code ?? outer.name, part, method, code });
}

/** What fetch throws when a connection breaks is a TypeError with these words; anything else is a fault of ours. */
function nameAsCode({ name, message }: { name: string; message: string }): string | undefined {
  if (name === 'TimeoutError') return 'ETIMEDOUT';
  return name === 'TypeError' && /^(fetch failed|terminated)$/.test(message) ? 'ECONNRESET' : undefined;
}
