import { BatchRows } from './batch-rows';
import { CallCounts } from './call-counts';
import { Catalogue } from './catalogue';
import { Checksums } from './checksums';
import { openDatabase } from './database';
import { Deletions } from './deletions';
import { Facts } from './facts';
import { Inventory } from './inventory';
import { Jobs } from './jobs';
import { Names } from './names';
import { Outcomes } from './outcomes';
import { RowClaims } from './row-claims';
import { SyncAdoptions } from './sync-adoptions';
import { SyncAlbums } from './sync-albums';
import { SyncBase } from './sync-base';
import { SyncDeletionPlans } from './sync-deletion-plans';
import { SyncDoings } from './sync-doings';
import { SyncMatches } from './sync-matches';
import { SyncMatching } from './sync-matching';
import { SyncPlans } from './sync-plans';
import { SyncSharedNames } from './sync-shared-names';
import { SyncSurveys } from './sync-survey';
import { UploadSessions } from './upload-sessions';

/** The state database, one object a concern. What became of every asset is here, past Temporal's retention. */
export interface State {
  jobs: Jobs;
  outcomes: Outcomes;
  names: Names;
  inventory: Inventory;
  checksums: Checksums;
  uploadSessions: UploadSessions;
  facts: Facts;
  batchRows: BatchRows;
  catalogue: Catalogue;
  rowClaims: RowClaims;
  callCounts: CallCounts;
  syncBase: SyncBase;
  syncAdoptions: SyncAdoptions;
  syncAlbums: SyncAlbums;
  syncDeletionPlans: SyncDeletionPlans;
  syncDoings: SyncDoings;
  syncMatches: SyncMatches;
  syncMatching: SyncMatching;
  syncPlans: SyncPlans;
  syncSharedNames: SyncSharedNames;
  syncSurveys: SyncSurveys;
  deletions: Deletions;
  close(): Promise<void>;
}

/**
 * Opens the state database, bringing its schema up to date.
 * @param url Path of an SQLite file or a `postgres://` URL.
 * @throws {StateDatabaseError} when it cannot be opened.
 */
export async function openState(url: string): Promise<State> {
  const db = await openDatabase(url);
  return {
    jobs: new Jobs(db),
    outcomes: new Outcomes(db),
    names: new Names(db),
    inventory: new Inventory(db),
    checksums: new Checksums(db),
    uploadSessions: new UploadSessions(db),
    facts: new Facts(db),
    batchRows: new BatchRows(db),
    catalogue: new Catalogue(db),
    rowClaims: new RowClaims(db),
    callCounts: new CallCounts(db),
    syncBase: new SyncBase(db),
    syncAdoptions: new SyncAdoptions(db),
    syncAlbums: new SyncAlbums(db),
    syncDeletionPlans: new SyncDeletionPlans(db),
    syncDoings: new SyncDoings(db),
    syncMatches: new SyncMatches(db),
    syncMatching: new SyncMatching(db),
    syncPlans: new SyncPlans(db),
    syncSharedNames: new SyncSharedNames(db),
    syncSurveys: new SyncSurveys(db),
    deletions: new Deletions(db),
    close: () => db.destroy(),
  };
}
