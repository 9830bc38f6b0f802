import { createHash, timingSafeEqual } from 'node:crypto';
import type { Params } from '../params';

const unsigned = new Set(['file', 'api_key', 'signature', 'resource_type', 'cloud_name']);

/**
 * What is signed: every parameter sent but a few, empty ones dropped, sorted, arrays joined with commas (Cloudinary
 * documentation, generating authentication signatures). Version 2 escapes `&` inside a pair.
 */
export function stringToSign(params: Params, version: 1 | 2): string {
  return params
    .names()
    .filter((name) => !unsigned.has(name))
    .sort()
    .map((name) => [name, params.exactText(name) ?? ''] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => (version === 2 ? `${name}=${value}`.replaceAll('&', '%26') : `${name}=${value}`))
    .join('&');
}

/** Hex digest of text and secret. */
export function sign(text: string, secret: string, algorithm: 'sha1' | 'sha256'): string {
  return createHash(algorithm)
    .update(text + secret, 'utf8')
    .digest('hex');
}

/** True when the signature is right in version 1 or 2, in SHA-1 or SHA-256 (told apart by length). */
export function isSignedWith(params: Params, secret: string, only: 'sha1' | 'sha256' | null): boolean {
  const signature = params.text('signature') ?? '';
  const algorithm = signature.length === 64 ? 'sha256' : 'sha1';
  if (only !== null && only !== algorithm) return false;
  return ([2, 1] as const).some((version) =>
    sameText(sign(stringToSign(params, version), secret, algorithm), signature.toLowerCase()),
  );
}

/** Compares without telling by the time it takes where the difference is. */
export function sameText(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}
