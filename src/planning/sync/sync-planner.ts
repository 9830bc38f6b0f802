import type { SyncSpec } from '../../core/spec';
import type { Albums } from '../../providers/albums';
import type { FolderPage } from '../../providers/provider';
import type { State } from '../../state/state';
import type { CheckedEnds, JobPlanner, PlannedItems } from '../job-planner';

/** What planning a sync works with. */
export interface SyncPorts {
  jobId: string;
  state: State;
  /** Opens the service of a half. @throws {ProviderError} `AuthFailed` when nobody is signed in. */
  openAlbums(half: string): Albums;
}

/** Plans a job that keeps albums in step. */
export class SyncPlanner implements JobPlanner {
  constructor(
    private readonly spec: SyncSpec,
    private readonly ports: SyncPorts,
  ) {}

  async check(): Promise<CheckedEnds> {
    throw new Error(`${this.spec.name} ${this.ports.jobId} cannot be planned yet`);
  }

  async folders(): Promise<FolderPage> {
    return { entries: [] };
  }

  async page(): Promise<PlannedItems> {
    return { items: [] };
  }

  async probe(): Promise<void> {
    return;
  }
}
