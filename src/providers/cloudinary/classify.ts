import { errorFacts } from '../../core/error-facts';
import type { FailureDetails } from '../../core/failure';
import { connectionCodes } from '../connection-codes';
import { ProviderError } from '../provider-error';
import { CloudinaryCallError } from './call-error';
import { fetchFailure } from './fetch-error';

/** Names of the quotas as Cloudinary counts them: the Admin API by the hour, uploads by how many run at once. */
export function quotaName(cloudName: string, api: 'admin' | 'upload'): string {
  return `cloudinary:${cloudName}:${api}`;
}

/**
 * Turns a failed call into a kind. Statuses and texts are those of Cloudinary's Admin API reference ("Error handling",
 * "Usage limits"), its Upload API reference and its bulk migration tool.
 * @param now The clock, for the next full hour when a limit names no reset.
 */
export function classifyCloudinary(error: unknown, cloudName: string, now: Date = new Date()): ProviderError {
  if (!(error instanceof CloudinaryCallError)) {
    const { name, message } = errorFacts(error);
    return new ProviderError('Unexpected', `Unexpected ${name}: ${message}`);
  }
  const service = `Cloudinary account ${cloudName}`;
  const { httpStatus: status, message } = error;
  const fail = (kind: ProviderError['kind'], words: string, details: FailureDetails = {}): ProviderError =>
    new ProviderError(kind, words, { service, ...details });

  if (status === undefined) {
    if (error.code !== undefined && connectionCodes.has(error.code))
      return fail('Transient', `Cloudinary cannot be reached (${error.code}).`);
    return /socket hang up|network|timeout/i.test(message)
      ? fail('Transient', `The connection to Cloudinary broke: ${message}.`)
      : fail('Unexpected', `Cloudinary: ${message}`);
  }
  const notFetched = fetchFailure(message);
  if (notFetched !== undefined) return fail(notFetched.kind, notFetched.words, { notFetched: true, atOrigin: true });
  if (/active subscription/i.test(message)) return fail('InvalidAsset', `Cloudinary: ${message}`);
  if (status === 420 || status === 429) return rateLimited(error, cloudName, now);
  if (status === 401) return fail('AuthFailed', unauthorized(message, cloudName));
  if (status === 403)
    return fail(
      'AuthFailed',
      `Cloudinary refuses access to account ${cloudName}: ${message}. Check the API key's permissions in the console.`,
    );
  if (status === 404) return fail('NotFound', `Cloudinary: ${message}`);
  if (status === 409) return fail('Conflict', `Cloudinary: ${message}`);
  if (status === 413) return fail('InvalidAsset', 'Cloudinary takes at most 100 MB in one request, and this was more.');
  if (status === 408 || status === 423 || status === 499 || status >= 500) {
    return fail(
      'Transient',
      status === 499 ? 'Cloudinary did not answer in time.' : `Cloudinary answered ${status}: ${message}`,
    );
  }
  if (status === 400) return badRequest(message, fail);
  return fail('Unexpected', `Cloudinary answered ${status}: ${message}`);
}

function badRequest(
  message: string,
  fail: (kind: ProviderError['kind'], words: string) => ProviderError,
): ProviderError {
  if (/^Stale request/i.test(message)) {
    return fail('AuthFailed', `Cloudinary: ${message}. This machine's clock is off: set it right, then resume.`);
  }
  if (/file size too large/i.test(message)) {
    return fail('InvalidAsset', `Cloudinary: ${message} Use --shrink-over 10MB to make such images smaller.`);
  }
  if (/(exceed|reached).*(storage|credits|plan|quota)/i.test(message)) {
    return fail('QuotaExceeded', `Cloudinary: ${message}. Make room or change the plan, then resume.`);
  }
  return fail('InvalidAsset', `Cloudinary: ${message}`);
}

function unauthorized(message: string, cloudName: string): string {
  // The message may hold the string to sign; which of the three settings is wrong is all a person needs.
  const setting = /cloud_name/i.test(message)
    ? `there is no cloud "${cloudName}": check CLOUDINARY_CLOUD_NAME`
    : /api_key/i.test(message)
      ? 'the API key is unknown: check CLOUDINARY_API_KEY'
      : 'the API secret does not fit the key: check CLOUDINARY_API_SECRET';
  return `Cloudinary refuses the credentials of account ${cloudName}: ${setting} (Cloudinary console, Settings, API Keys).`;
}

function rateLimited(error: CloudinaryCallError, cloudName: string, now: Date): ProviderError {
  const quota = quotaName(cloudName, error.api);
  const stated = resetIn(error.message);
  if (error.api === 'upload' && stated === undefined) {
    return new ProviderError('RateLimited', 'Cloudinary asks for fewer uploads at once.', {
      quota,
      slowDown: true,
      service: 'Cloudinary upload',
    });
  }
  const remembered =
    error.rememberedReset !== undefined && Date.parse(error.rememberedReset) > now.getTime()
      ? error.rememberedReset
      : undefined;
  const resetAt = stated ?? remembered ?? nextFullHour(now);
  return new ProviderError('RateLimited', `Cloudinary's hourly limit is used up until ${resetAt}.`, {
    quota,
    resetAt,
    service: 'Cloudinary',
  });
}

/** Reads the instant out of `... Try again on 2024-10-04 14:00:00 UTC`, the only reset the SDK's errors carry. */
function resetIn(message: string): string | undefined {
  const found = /try again (?:on|at|after) (\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/i.exec(message);
  return found === null ? undefined : new Date(`${found[1]}T${found[2]}Z`).toISOString();
}

/** Cloudinary's Admin quota is counted by the clock hour, UTC. */
function nextFullHour(now: Date): string {
  const hourMs = 3_600_000;
  return new Date(Math.floor(now.getTime() / hourMs) * hourMs + hourMs).toISOString();
}
