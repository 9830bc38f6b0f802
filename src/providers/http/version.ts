import type { WebAnswer } from './web-client';

/**
 * What tells one version of a content from another: its strong ETag, its weak one, or when it was last modified.
 * `undefined`: the server does not say.
 */
export function versionOf({ header }: Pick<WebAnswer, 'header'>): string | undefined {
  return header('etag') ?? header('last-modified');
}

/** The version as `If-Range` may have it: no weak ETag (RFC 9110, section 13.1.5). */
export function ifRangeOf(version: string | undefined): string | undefined {
  return version === undefined || version.startsWith('W/') ? undefined : version;
}
