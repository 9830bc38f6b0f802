import type { OnExisting } from './operation';

/** What is known of the content at a destination path. */
export interface Existing {
  etag?: string;
  bytes?: number;
}

/** What should be done with an asset whose destination path is known. */
export type Decision = { action: 'transfer' } | { action: 'skip'; reason: string };

interface Question {
  bytes: number;
  /** MD5 of the asset's content, or the etag under which this very content was stored before. */
  md5?: string;
  existing?: Existing;
  onExisting: OnExisting;
}

/** Words of the report for content that is there already. */
export const alreadyThere = 'already there with the same content';
export const otherContentThere = 'another content is there already; --on-existing overwrite|rename decides otherwise';

/** True when the content cannot be told equal or different without the asset's checksum. */
export function needsChecksum(bytes: number, existing: Existing | undefined): boolean {
  return existing?.etag !== undefined && (existing.bytes === undefined || existing.bytes === bytes);
}

/** Decides for one asset: the same content is never sent again, other content is replaced only where that was asked for. */
export function decide({ md5, existing, onExisting }: Question): Decision {
  if (existing === undefined) return { action: 'transfer' };
  // Nothing can be told from the listing: the destination itself says, when it is asked to keep what is there.
  if (existing.etag === undefined) return { action: 'transfer' };
  if (md5 !== undefined && existing.etag === md5) return { action: 'skip', reason: alreadyThere };
  if (onExisting === 'skip') return { action: 'skip', reason: otherContentThere };
  return { action: 'transfer' };
}
