import type { FailureKind } from '../../core/failure';

/** What Cloudinary says when it cannot fetch a remote URL: `Error in loading <url> - 404 Not Found` (Upload API). */
const notLoaded = /Error in loading .* - (.+)$/s;
const passing = /^5\d\d|ERR_(DNS|CONNECT)|timed? ?out|broke connection|partial download|429/i;

/**
 * Reads why Cloudinary could not fetch a URL by itself, without the URL, which may be as good as a secret. `undefined`:
 * the message is about something else.
 */
export function fetchFailure(message: string): { kind: FailureKind; words: string } | undefined {
  const reason = notLoaded.exec(message)?.[1];
  if (reason === undefined) return undefined;
  const kind = /^(404|410)/.test(reason) ? 'NotFound' : passing.test(reason) ? 'Transient' : 'InvalidAsset';
  return { kind, words: `Cloudinary could not fetch it: ${reason}.` };
}
