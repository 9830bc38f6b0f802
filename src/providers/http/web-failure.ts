import { errorFacts } from '../../core/error-facts';
import type { ReachCategory } from '../../core/reach';
import { redactedUrl } from '../../core/redact';
import { connectionCodes } from '../connection-codes';

/** Ways in which a request ends without an answer. */
export type FailedCategory = Extract<
  ReachCategory,
  'rate-limited' | 'timeout' | 'dns' | 'unreachable' | 'redirects' | 'refused' | 'invalid-url' | 'other'
>;

/** No answer came of a request. The message is one for a person, without secrets; there is no cause. */
export class WebFailure extends Error {
  override readonly name = 'WebFailure';

  constructor(
    readonly category: FailedCategory,
    message: string,
    /** With `rate-limited`: ISO instant from which on another request is let through. */
    readonly retryAt?: string,
  ) {
    super(message);
  }
}

const timeouts = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
  'TimeoutError',
]);
const names = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL', 'ENODATA', 'ESERVFAIL']);
const breaks = new Set(['UND_ERR_SOCKET', 'UND_ERR_ABORTED', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

/** What a request to a host, or reading its answer, failed with. */
export function webFailureOf(error: unknown, host: string): WebFailure {
  if (error instanceof WebFailure) return error;
  const { code = '', name, message } = errorFacts(error);
  if (timeouts.has(code) || name === 'TimeoutError') return new WebFailure('timeout', `${host} did not answer in time`);
  if (names.has(code)) {
    const words = code === 'ENOTFOUND' ? `there is no host ${host}` : `the name ${host} could not be looked up`;
    return new WebFailure('dns', words);
  }
  if (code === 'ECONNREFUSED') return new WebFailure('unreachable', `${host} refuses connections`);
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return new WebFailure('unreachable', `no way to ${host}`);
  if (breaks.has(code) || connectionCodes.has(code) || /ended early|terminated|other side closed/.test(message)) {
    return new WebFailure('unreachable', `${host} broke the connection`);
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return new WebFailure('other', `the certificate of ${host} does not hold (${code})`);
  }
  if (code.startsWith('HPE_')) return new WebFailure('other', `${host} does not answer in HTTP (${code})`);
  return new WebFailure('other', redactedUrl(`${host}: ${code === '' ? message : code}`).slice(0, 200));
}
