import { createHash } from 'node:crypto';

/**
 * Signature of a delivery URL over `transformation/public_id.ext`: 8 characters of SHA-1, or 32 of SHA-256, in url-safe
 * base64 (Cloudinary documentation, signed delivery URLs; the SDK's `url` signs just these parts).
 */
export function urlSignature(
  toSign: string,
  secret: string,
  algorithm: 'sha1' | 'sha256' = 'sha1',
  length = 8,
): string {
  const digest = createHash(algorithm)
    .update(toSign + secret, 'utf8')
    .digest('base64');
  return digest.slice(0, length).replaceAll('/', '_').replaceAll('+', '-');
}
