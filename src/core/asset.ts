import type { MediaKind } from './media';

/** One thing to be moved, as its source lists it. */
export interface Asset {
  /** Path below the source's root with `/` between parts; unique in the source, so it is the item's id in a job. */
  path: string;
  /** Name with extension, as the source shows it. */
  name: string;
  /**
   * The source's own handle, where the path alone does not find the asset again or several assets may share a name: a
   * Drive file id. Part of what keeps its name at the destination the same for ever.
   */
  ref?: string;
  /** Names it for ever in place of source and path, where its path in the job depends on more than the asset. */
  key?: string;
  /** The path it should have at the destination, where that is not its own. */
  wishedPath?: string;
  /** Context it is given at the destination, besides that of the job. */
  context?: Record<string, string>;
  bytes: number;
  /** ISO instant of the last change, where the source tells it. */
  modifiedAt?: string;
  /** Changes whenever the content may have changed (size, time, inode; a revision; an etag). Names a checksum to remember. */
  fingerprint: string;
  /** MD5 of the content in hex, where the source knows it without reading. */
  md5?: string;
  /** All that the source's listing says of it, for a catalogue. No secret and no signed URL. */
  details?: Record<string, unknown>;
  media: MediaKind;
  /** `jpg`, `png`, `mp4`, ... by content; `unknown` when the content says nothing. */
  format: string;
}

/** Something a source holds that cannot be an asset at all, with the reason a person reads in the report. */
export interface Oddity {
  path: string;
  bytes: number;
  reason: string;
  /** `skipped`: nothing is wrong, it is not ours to move. `failed`: it should have been readable and was not. */
  verdict: 'skipped' | 'failed';
}

/** A folder below a location's root; the root itself has the path ``. */
export interface Folder {
  path: string;
  /** The source's own handle, where the path alone does not find the folder again. */
  ref?: string;
  /** Quotas that reading this folder draws on, where they are not those of the whole source. */
  quotas?: string[];
  /** The half of the job it belongs to, where a job has several: see `halvesOf`. */
  half?: string;
}

/** What a source needs to find an asset or a folder again. */
export interface SourceRef {
  path: string;
  ref?: string;
}

/** An asset that was listed before: what is known of its content need not be asked for again. */
export interface ListedRef extends SourceRef {
  listed?: Pick<Asset, 'bytes' | 'fingerprint' | 'md5'>;
}

/** One page of a listing. No `cursor` means this was the last page. */
export interface Page<T> {
  entries: T[];
  cursor?: string;
}
