import type { Call, CallResult } from '../call';
import { parseSearch } from '../search/query';
import { runSearch } from '../search/run';

/** `POST` and `GET /resources/search` (Cloudinary Search API reference). */
export function search({ account, params }: Call): CallResult {
  return runSearch(account, parseSearch(params));
}
