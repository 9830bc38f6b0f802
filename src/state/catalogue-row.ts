import type { Selectable } from 'kysely';
import type { CatalogueTable } from './schema';

/** The part of a catalogue that belongs to one account and one folder of a disk. */
export interface CatalogueSpace {
  /** `cloudinary:demo`. */
  scope: string;
  /** Absolute path of the folder that paths are below. */
  root: string;
}

/** An asset of an account as its listing shows it, with the place it has on the disk. */
export interface CatalogueEntry {
  /** Names the asset and its form for ever. */
  key: string;
  /** Transformation it is saved in; empty: as it is. */
  form: string;
  /** The item's id in jobs. */
  item: string;
  resourceType: string;
  type: string;
  publicId: string;
  version: number;
  etag?: string;
  bytes: number;
  folder: string;
  /** Path of its file below the root. */
  path: string;
  /** ISO instant of its last upload. */
  modifiedAt?: string;
  /** All that the listing says; no secret and no signed URL. */
  details: Record<string, unknown>;
}

/** A file as it was when it had been saved. */
export interface SavedFile {
  /** The source's fingerprint of what was saved. */
  fingerprint: string;
  md5: string;
  bytes: number;
  mtimeMs: number;
  /** ISO instant. */
  at: string;
}

/** What is known of an asset. */
export interface CatalogueRow extends CatalogueEntry {
  saved?: SavedFile;
  /** ISO instant since which its account does not list it any more. */
  goneAt?: string;
}

/** A row as it is written when a listing shows the asset. */
export function toColumns(
  { scope, root }: CatalogueSpace,
  entry: CatalogueEntry,
  { jobId, seenAt }: { jobId: string; seenAt: string },
): CatalogueTable {
  return {
    scope,
    root,
    asset_key: entry.key,
    form: entry.form,
    item: entry.item,
    resource_type: entry.resourceType,
    type: entry.type,
    public_id: entry.publicId,
    version: entry.version,
    etag: entry.etag ?? null,
    bytes: entry.bytes,
    folder: entry.folder,
    path: entry.path,
    modified_at: entry.modifiedAt ?? null,
    details: JSON.stringify(entry.details),
    seen_by: jobId,
    seen_at: seenAt,
    gone_at: null,
    saved_fingerprint: null,
    saved_md5: null,
    saved_bytes: null,
    saved_mtime_ms: null,
    saved_at: null,
  };
}

/** A row as it is read. */
export function toRow(row: Selectable<CatalogueTable>): CatalogueRow {
  return {
    key: row.asset_key,
    form: row.form,
    item: row.item,
    resourceType: row.resource_type,
    type: row.type,
    publicId: row.public_id,
    version: Number(row.version),
    etag: row.etag ?? undefined,
    bytes: Number(row.bytes),
    folder: row.folder,
    path: row.path,
    modifiedAt: row.modified_at ?? undefined,
    details: JSON.parse(row.details) as Record<string, unknown>,
    saved: savedIn(row),
    goneAt: row.gone_at ?? undefined,
  };
}

function savedIn(row: Selectable<CatalogueTable>): SavedFile | undefined {
  if (row.saved_fingerprint === null || row.saved_md5 === null || row.saved_at === null) return undefined;
  return {
    fingerprint: row.saved_fingerprint,
    md5: row.saved_md5,
    bytes: Number(row.saved_bytes),
    mtimeMs: Number(row.saved_mtime_ms),
    at: row.saved_at,
  };
}
