/**
 * The state database's tables as TypeScript sees them. Instants are ISO text, JSON is text, booleans do not occur:
 * the same rows live in SQLite and in Postgres.
 */
export interface StateTables {
  jobs: JobsTable;
  job_events: JobEventsTable;
  outcomes: OutcomesTable;
  names: NamesTable;
  inventory: InventoryTable;
  inventory_runs: InventoryRunsTable;
  checksums: ChecksumsTable;
  upload_sessions: UploadSessionsTable;
  facts: FactsTable;
  batch_rows: BatchRowsTable;
  catalogue: CatalogueTable;
  catalogue_listings: CatalogueListingsTable;
  row_claims: RowClaimsTable;
  call_counts: CallCountsTable;
  sync_base: SyncBaseTable;
  sync_surveys: SyncSurveysTable;
  sync_folders: SyncFoldersTable;
  sync_local: SyncLocalTable;
  sync_albums: SyncAlbumsTable;
  sync_remote: SyncRemoteTable;
  sync_matches: SyncMatchesTable;
  sync_plan: SyncPlanTable;
  deletions: DeletionsTable;
}

/** One row a job, kept past the workflow's retention. */
export interface JobsTable {
  id: string;
  type: string;
  name: string;
  /** Hash of what makes two starts the same job; see `specKey`. */
  spec_key: string;
  spec: string;
  /** running, paused, parked, done, failed, cancelled. */
  state: string;
  /** Why it is parked or how it ended, in words. */
  state_reason: string | null;
  started_by: string;
  created_at: string;
  ended_at: string | null;
  report_path: string | null;
  /** Counts the executions under this id: 1, then one more for each retry or restart. */
  executions: number;
}

/** Who did what to a job, and when. */
export interface JobEventsTable {
  id: string;
  job_id: string;
  at: string;
  who: string;
  action: string;
  detail: string;
}

/** What became of each item of each job: the report is a view of it. */
export interface OutcomesTable {
  job_id: string;
  item: string;
  folder: string;
  status: string;
  operation: string | null;
  kind: string | null;
  error: string | null;
  bytes: number;
  result: string | null;
  attempts: number;
  /** Which scheduled planning activity wrote the row; its own repeat counts the row, nobody else does. */
  planned_by: string;
  /** 0 for the first go through the source, then one more for each retry of failed items. */
  pass: number;
  started_at: string | null;
  finished_at: string | null;
}

/** Destination paths, reserved before they are used: one asset, one name, whatever the order or the run. */
export interface NamesTable {
  scope: string;
  asset_key: string;
  name: string;
  reserved_at: string;
  /** MD5 of the source content that was last stored under the name, and what the destination then called it. */
  source_md5: string | null;
  stored_etag: string | null;
}

/** What is at a destination, listed once per job root by pages and kept up by our own uploads. */
export interface InventoryTable {
  scope: string;
  path: string;
  resource_type: string;
  etag: string | null;
  bytes: number | null;
  /** Last listing that saw it, or the instant of our own upload. */
  seen_at: string;
  result: string;
}

/** Listings of a destination root under way or done. */
export interface InventoryRunsTable {
  scope: string;
  root: string;
  job_id: string;
  started_at: string;
  completed_at: string | null;
}

/** MD5 of contents that were read before, so that an unchanged file is not read again. */
export interface ChecksumsTable {
  asset_key: string;
  fingerprint: string;
  md5: string;
}

/** Chunked uploads under way: where the next chunk starts. */
export interface UploadSessionsTable {
  scope: string;
  path: string;
  fingerprint: string;
  upload_id: string;
  next_byte: number;
  updated_at: string;
}

/** Things found out once about a destination, such as an account's folder mode. */
export interface FactsTable {
  scope: string;
  name: string;
  value: string;
  found_at: string;
}

/** Rows of a batch's CSV and what their folders came to. */
export interface BatchRowsTable {
  job_id: string;
  row_index: number;
  row_key: string;
  /** What the row is about, as JSON; see `BatchRow`. */
  details: string;
  started_at: string | null;
  finished_at: string | null;
  /** What its assets came to, as JSON; see `RowCounts`. */
  counts: string | null;
}

/** Ids that the rows of a CSV ask for, each with the first row that does. */
export interface RowClaimsTable {
  job_id: string;
  /** A hash of the id. */
  claim: string;
  row_index: number;
}

/** Assets of accounts that are kept on a disk. */
export interface CatalogueTable {
  scope: string;
  root: string;
  asset_key: string;
  form: string;
  item: string;
  resource_type: string;
  type: string;
  public_id: string;
  version: number;
  etag: string | null;
  bytes: number;
  folder: string;
  /** Path of the file below the root. */
  path: string;
  modified_at: string | null;
  /** All that the listing says, as JSON. */
  details: string;
  /** The last job whose listing showed it, and when. */
  seen_by: string;
  seen_at: string;
  gone_at: string | null;
  /** What lies in the file: which version, its MD5, and the file's own size and time. */
  saved_fingerprint: string | null;
  saved_md5: string | null;
  saved_bytes: number | null;
  saved_mtime_ms: number | null;
  saved_at: string | null;
}

/** Listings of an account that a job has begun; one that is complete has shown all there was. */
export interface CatalogueListingsTable {
  job_id: string;
  listing: string;
  started_at: string;
  completed_at: string | null;
}

/** Calls of metered services, by slots of time. */
export interface CallCountsTable {
  quota: string;
  /** Number of the slot since 1970. */
  slot: number;
  calls: number;
}

/** Photos that are in step: what both sides were when they last agreed. */
export interface SyncBaseTable {
  /** The two sides: the local root and the service's scope. */
  pair: string;
  /** Path of the file below the local root. */
  local_path: string;
  title: string;
  md5: string;
  bytes: number;
  local_fingerprint: string;
  remote_album: string;
  remote_id: string;
  /** Title and name the photo had at the service. */
  remote_title: string;
  remote_name: string;
  remote_fingerprint: string;
  synced_at: string;
}

/** The survey that a half of a job works by: when it began and what it counted. */
export interface SyncSurveysTable {
  job_id: string;
  half: string;
  /** Stage of the half that it was made for. */
  stage: number;
  /** Counts the surveys of the half, from 0. */
  round: number;
  started_at: string;
  /** What guards against great losses are decided by, as JSON; see `SurveyCounts`. */
  counts: string | null;
}

/** Folders of this machine that feed albums, and what could not be read there. */
export interface SyncFoldersTable {
  job_id: string;
  half: string;
  /** Path below the root: of a folder, or of a file that cannot be read. */
  path: string;
  title: string;
  title_key: string;
  /** Why nothing of it can be told; null where it can. */
  trouble: string | null;
}

/** What one half of a job has found on this machine. */
export interface SyncLocalTable {
  job_id: string;
  half: string;
  path: string;
  title: string;
  name: string;
  /** What is one name on some disk has one key; see `nameKey`. */
  name_key: string;
  bytes: number;
  fingerprint: string;
  md5: string;
  mtime_ms: number;
  /** Path of the row of `sync_base` that it is, by path or by content. */
  base_path: string | null;
  /** failed or skipped: it cannot be kept in step, and `trouble` says why. */
  verdict: string | null;
  trouble: string | null;
}

/** Albums that one half of a job has found at its service. */
export interface SyncAlbumsTable {
  job_id: string;
  half: string;
  album_id: string;
  name: string;
  /** Empty until all albums are known. */
  title: string;
  title_key: string;
  /** Why it is left alone; null where it is not. */
  trouble: string | null;
}

/** What one half of a job has found at its service. */
export interface SyncRemoteTable {
  job_id: string;
  half: string;
  album_id: string;
  /** The service's id; of what is no photo `?` and its name. */
  photo_id: string;
  title: string;
  name: string;
  name_key: string;
  fingerprint: string;
  md5: string | null;
  bytes: number | null;
  modified_at: string | null;
  /** Path of the row of `sync_base` that it is. */
  base_path: string | null;
  /** Path of the file that it is found to be, where nothing was known of either. */
  local_path: string | null;
  /** 1: another photo of the album has its name, and both are known. */
  is_twice: number;
  /** failed, skipped or ignored: it cannot be kept in step, and `trouble` says why. */
  verdict: string | null;
  trouble: string | null;
}

/** What belongs together: a row of `sync_base`, a file, a photo; one of them at least. */
export interface SyncMatchesTable {
  job_id: string;
  half: string;
  /** By title and name, from 1. */
  ordinal: number;
  title: string;
  name: string;
  base_path: string | null;
  local_path: string | null;
  album_id: string | null;
  photo_id: string | null;
}

/** The plan of a half of a job, item by item. */
export interface SyncPlanTable {
  job_id: string;
  half: string;
  /** In which stage it is to be done: deletions are in one of their own. */
  stage: number;
  item: string;
  title: string;
  /** Place in the plan, from 1. */
  ordinal: number;
  bytes: number;
  /** planned, skipped, failed; deferred: not before something is out of the way; silent: told by no row of the job. */
  status: string;
  reason: string | null;
  /** Failure kind of what is failed. */
  kind: string | null;
  /** The operation as JSON, of what is planned. */
  operation: string | null;
  /** What `sync_base` is to say once the stage is through, as JSON; see `BaseChange`. */
  base: string | null;
  is_deletion: number;
  /** 1: there is more to do about it that only another survey can plan. */
  is_again: number;
  approved_at: string | null;
}

/** What was deleted by a sync, and what brings it back. */
export interface DeletionsTable {
  /** Hash of job, item and stage: a deletion that is tried again is noted once. */
  id: string;
  at: string;
  job_id: string;
  pair: string;
  /** `local`, or the name of the service's half. */
  side: string;
  title: string;
  name: string;
  /** Path, or the service's id. */
  target: string;
  md5: string | null;
  bytes: number | null;
  /** trashed, deleted or detached. */
  how: string;
  restore: string;
}
