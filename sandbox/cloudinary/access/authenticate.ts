import type { Exchange } from '../../frame/exchange';
import type { Account } from '../account';
import { ApiError, badRequest, missingParameter } from '../api-error';
import type { Params } from '../params';
import { isSignedWith, sameText, stringToSign } from './signature';

const signatureLifeSeconds = 3600;

/** True when the request carries `Authorization: Basic` or `Bearer` that is right; false when it carries none. */
export function checkAuthorization(account: Account, exchange: Exchange): boolean {
  const [scheme = '', credentials = ''] = (exchange.header('authorization') ?? '').split(/ +/, 2);
  if (/^bearer$/i.test(scheme)) {
    if (sameText(credentials, account.oauthToken)) return true;
    throw new ApiError(401, 'Invalid oauth token');
  }
  if (!/^basic$/i.test(scheme)) return false;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const key = colon < 0 ? text : text.slice(0, colon);
  if (key !== account.apiKey) throw new ApiError(401, `Invalid api_key ${key}`);
  if (colon < 0 || !sameText(text.slice(colon + 1), account.apiSecret)) {
    throw new ApiError(401, 'api_secret mismatch');
  }
  return true;
}

/** Admin API: Basic or Bearer, nothing else (Cloudinary Admin API reference, authentication). */
export function authenticateAdmin(account: Account, exchange: Exchange): void {
  if (!checkAuthorization(account, exchange)) throw new ApiError(401, 'Invalid credentials');
}

/**
 * Upload API: signature, Basic, Bearer, or an unsigned preset where the call allows it (Cloudinary upload API reference,
 * authentication). Answers whether the caller proved to know the secret.
 */
export function authenticateUpload(
  account: Account,
  exchange: Exchange,
  params: Params,
  allowUnsigned: boolean,
): 'signed' | 'unsigned' {
  if (checkAuthorization(account, exchange)) return 'signed';
  const signature = params.text('signature');
  if (signature === undefined) {
    if (params.has('api_key') && params.has('timestamp')) throw missingParameter('signature');
    if (!allowUnsigned) throw missingParameter('api_key');
    if (params.text('upload_preset') !== undefined) return 'unsigned';
    throw badRequest('Upload preset must be specified when using unsigned upload');
  }
  const key = params.text('api_key');
  if (key === undefined) throw missingParameter('api_key');
  if (key !== account.apiKey) throw new ApiError(401, `Invalid api_key ${key}`);
  const timestamp = params.number('timestamp');
  if (timestamp === undefined) throw missingParameter('timestamp');
  if (!isSignedWith(params, account.apiSecret, account.settings.signatureAlgorithm)) {
    const text = stringToSign(params, 1);
    throw new ApiError(401, `Invalid Signature ${signature}. String to sign - '${text}'.`);
  }
  checkAge(timestamp);
  return 'signed';
}

function checkAge(timestamp: number): void {
  if (Date.now() / 1000 - timestamp <= signatureLifeSeconds) return;
  const at = new Date(timestamp * 1000).toISOString().slice(0, 19).replace('T', ' ');
  throw badRequest(`Stale request - reported time is ${at} +0000 which is more than 1 hour ago`);
}
