import type { JobSpec, ScrapeSpec, SyncSpec, TransferSpec, UrlsSpec } from '../core/spec';
import type { Albums } from '../providers/albums';
import type { Destination, Source } from '../providers/provider';
import type { NameRegister } from '../state/names';
import type { State } from '../state/state';
import type { JobPlanner } from './job-planner';
import { MigrationPlanner } from './migration/migration-planner';
import { ProbePlanner } from './probe/probe-planner';
import type { RowTables } from './rows/row-tables';
import { ScrapePlanner } from './scrape/scrape-planner';
import { SyncPlanner } from './sync/sync-planner';
import { TransferJobPlanner } from './transfer-job';
import { UrlsPlanner } from './urls/urls-planner';

/** What planners of all kinds work with. */
export interface OpenPlannerPorts {
  state: State;
  /** Where names are reserved: the state database's, or those of a dry run. */
  names: NameRegister;
  tables: RowTables;
  openSource(job: { id: string; spec: TransferSpec | ScrapeSpec | UrlsSpec }): Source;
  openAlbums(spec: SyncSpec, half: string): Albums;
  openDestination(spec: Pick<JobSpec, 'destination' | 'leaveQuota'>): Destination;
}

/** Opens the planner of a job. A new kind of planner is its file and a case here. */
export function openPlanner({ id, spec }: { id: string; spec: JobSpec }, ports: OpenPlannerPorts): JobPlanner {
  const { state, names, tables, openSource, openDestination, openAlbums } = ports;
  switch (spec.planner) {
    case 'transfer': {
      const { inventory, checksums } = state;
      const source = openSource({ id, spec });
      return new TransferJobPlanner(spec, {
        source,
        destination: openDestination(spec),
        names,
        inventory,
        checksums,
      });
    }
    case 'migration':
      return new MigrationPlanner(spec, {
        jobId: id,
        destination: openDestination(spec),
        open: () => tables.mapped({ id, spec }),
        claims: state.rowClaims,
      });
    case 'probe':
      return new ProbePlanner(spec, () => tables.urls({ id, spec }));
    case 'scrape':
      return new ScrapePlanner(spec, {
        jobId: id,
        source: openSource({ id, spec }),
        names,
        catalogue: state.catalogue,
      });
    case 'sync':
      return new SyncPlanner(spec, { jobId: id, state, openAlbums: (half) => openAlbums(spec, half) });
    case 'urls':
      return new UrlsPlanner(spec, openSource({ id, spec }));
  }
}
