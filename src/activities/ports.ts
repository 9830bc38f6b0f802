import type { ClosedGate } from '../core/quota';
import type { Location } from '../core/location';
import type { JobPlanner } from '../planning/job-planner';
import type { RowTables } from '../planning/rows/row-tables';
import type { WebClients } from '../providers/http/web-clients';
import type { Albums } from '../providers/albums';
import type { Destination, Source } from '../providers/provider';
import type { JobRecord } from '../state/jobs';
import type { State } from '../state/state';
import type { InputCopies } from '../tables/input-copies';
import type { JobSpec, ScrapeSpec, SyncSpec, TransferSpec } from '../core/spec';

/** Reaches the quota gates; the composition root gives the one that knows Temporal's client. */
export interface QuotaGates {
  join(jobId: string, quota: string): Promise<void>;
  leave(jobId: string, quota: string): Promise<void>;
  close(jobId: string, gate: ClosedGate): Promise<void>;
}

/** A job that moves assets from a source. */
export interface SourceJob {
  id: string;
  spec: TransferSpec | ScrapeSpec;
}

/** What activities work with. Made once by the worker. */
export interface ActivityPorts {
  state: State;
  /** Opens a job's planner; the same locations get the same connections again. */
  planner(job: Pick<JobRecord, 'id' | 'spec'>): JobPlanner;
  /** Opens what a job that moves assets reads from, and where a job writes to. */
  openSource(job: SourceJob): Source;
  openDestination(spec: Pick<JobSpec, 'destination' | 'leaveQuota'>): Destination;
  /** Opens the service of one half of a job that keeps albums in step. */
  openAlbums(spec: SyncSpec, half: string): Albums;
  /** Opens a place that is neither end of a job: the folder of a file that a row names. */
  openLocation(location: Location): Source;
  /** The tables that jobs work on. */
  tables: RowTables;
  /** The job's own copies of the CSVs they work on. */
  copies: InputCopies;
  /** Cells of reports that a spreadsheet would take for formulas are put out of action. */
  safeCells: boolean;
  /** Asks for URLs of anybody's servers. */
  web: WebClients;
  /** Settings may have been mended: what was opened is opened anew the next time. */
  forgetLocations(): void;
  quotaGates: QuotaGates;
  /** Where reports go unless a job says otherwise. */
  reportsDir: string;
  /** Where shrunk images lie while they are sent. */
  scratchDir: string;
}
