import { withEnding } from './build';
import type { DeliveryUrlParts } from './parts';

/** The hash of a signature: SHA-1 unless the account or the URL asks for SHA-256. */
export type SignatureAlgorithm = 'sha1' | 'sha256';

/** Hashes a text followed by the account's secret, as base64 for URLs (`-` and `_`), whole. */
export type DeliverySigner = (input: { text: string; algorithm: SignatureAlgorithm }) => string;

/** Which hash, how many of its characters, and whether the last word of the path is left out. */
export interface SignatureStyle {
  algorithm: SignatureAlgorithm;
  length: 8 | 32;
  /** A root path may end with a suffix like an `seo` form, which is not signed and cannot be told from the public id. */
  hasHiddenSuffix?: true;
}

const styles: SignatureStyle[] = [
  { algorithm: 'sha1', length: 8 },
  { algorithm: 'sha256', length: 8 },
  { algorithm: 'sha256', length: 32 },
];

/**
 * Signs a delivery URL (Cloudinary, "Generating delivery URL signatures"): transformation, public id and extension
 * count; cloud, types, version and suffix do not.
 */
export function signatureOf(parts: DeliveryUrlParts, style: SignatureStyle, sign: DeliverySigner): string {
  const text = [...parts.transformation, withEnding(signedId(parts, style), parts.extension)].join('/');
  return sign({ text, algorithm: style.algorithm }).slice(0, style.length);
}

/** How a URL was signed; undefined when the signer's secret is not the one it was signed with. */
export function styleOfSignature(parts: DeliveryUrlParts, sign: DeliverySigner): SignatureStyle | undefined {
  const hidden = parts.form === 'root' && parts.escapedId.includes('/');
  return styles
    .flatMap((style) => (hidden ? [style, { ...style, hasHiddenSuffix: true as const }] : [style]))
    .find((style) => style.length === parts.signature?.length && signatureOf(parts, style, sign) === parts.signature);
}

/** The public id as it is signed: escaped anew, whatever a browser or a program did to it on the way. */
function signedId({ form, escapedId, publicId }: DeliveryUrlParts, { hasHiddenSuffix }: SignatureStyle): string {
  if (form === 'fetch') return escapedId;
  const id = hasHiddenSuffix ? publicId.slice(0, publicId.lastIndexOf('/')) : publicId;
  return encodeURIComponent(id).replaceAll('%3A', ':').replaceAll('%2F', '/');
}
