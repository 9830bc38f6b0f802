import type { SyncSpec } from '../../core/spec';
import { partsOfSyncFolder, serviceWords, syncFolder } from '../../core/sync';
import { ProviderError } from '../../providers/provider-error';
import type { CallOptions, FolderPage } from '../../providers/provider';
import type { PlannedItem } from '../../state/outcomes';
import type { PlanRow } from '../../state/sync-plan-row';
import type { PlanSelection } from '../../state/sync-plans';
import type {
  Approved,
  CheckedEnds,
  InventoryPage,
  JobPlanner,
  NextStage,
  NextStageRequest,
  PartOfJob,
  PlannedItems,
  PlanRequest,
} from '../job-planner';
import { approveDeletions } from './approve-deletions';
import { deletionPlanOf } from './deletion-plan';
import { mustBeFolder, surveyPage } from './survey';
import { openHalf, type SyncHalf, type SyncPorts } from './sync-half';

export type { SyncPorts } from './sync-half';

/** Surveys that a half may have in one job: what is not in step by then the next job sees to. */
const mostRounds = 12;

/** What a dry run asks for besides: all that a survey has planned, whatever stage it is for and whatever it waits for. */
export interface WholePlan {
  isWhole?: boolean;
}

/** Plans a job that keeps albums in step: half by half, and each in stages. */
export class SyncPlanner implements JobPlanner {
  constructor(
    private readonly spec: SyncSpec,
    private readonly ports: SyncPorts,
  ) {}

  /** Sees that the local root is there. A service that cannot be opened stops its own half alone, when that is surveyed. */
  async check(): Promise<CheckedEnds> {
    await mustBeFolder(this.spec.source.root);
    const names = this.spec.sync.services.map(({ provider }) => provider);
    const quotas = names.flatMap((name) => this.quotasOf(name));
    return {
      service: names.map(serviceWords).join(' and '),
      quotas: { listing: [], writing: [], reading: [...new Set(quotas)] },
    };
  }

  listInventory(request: { cursor?: string } & PartOfJob, options: CallOptions): Promise<InventoryPage> {
    const { cursor, stage = 0 } = request;
    return surveyPage(this.half(request), { stage, cursor }, options);
  }

  async folders(request: { cursor?: string; limit: number } & PartOfJob & WholePlan): Promise<FolderPage> {
    const { of, albums, state } = this.half(request);
    const { cursor: after, limit } = request;
    const titles = await state.syncPlans.titles(of, this.selected(request), { after, limit });
    const entries = titles.map((title) => ({
      path: syncFolder(of.half, title),
      half: of.half,
      quotas: albums.quotas,
    }));
    return { entries, cursor: titles.length < limit ? undefined : titles.at(-1) };
  }

  async page(request: PlanRequest & WholePlan): Promise<PlannedItems> {
    const { folder, cursor, limit, known } = request;
    const { half: name, title } = partsOfSyncFolder(folder.path);
    const { of, state } = this.half({ half: name });
    const after = cursor === undefined ? undefined : Number(cursor);
    const rows = await state.syncPlans.page(of, this.selected(request), { title, after, limit });
    const before = await known(rows.map(({ item }) => item));
    return {
      items: rows.filter(({ item }) => !before.has(item)).map((row) => plannedItem(row, folder.path)),
      cursor: rows.length < limit ? undefined : String(rows.at(-1)?.ordinal),
    };
  }

  /**
   * Writes down what is in step, then goes on with deletions; or, when there is more that only another survey can plan, or
   * another half has changed files here, with that.
   */
  async nextStage(
    { half: name, stage = 0, areOthersAtWork = false }: NextStageRequest,
    { signal }: CallOptions,
  ): Promise<NextStage> {
    const half = this.half({ half: name });
    const { of, pair, state } = half;
    await state.syncAdoptions.apply(of, pair, stage, signal);
    const next = stage + 1;
    await state.syncDeletionPlans.passOn(of, next);
    const plan = await deletionPlanOf(half, next);
    if (plan.deletions > 0) {
      return { kind: 'stage', stage: next, isListed: true, approval: this.spec.sync.approve ? plan : undefined };
    }
    return (await this.mustSurveyAgain(half, { areOthersAtWork }))
      ? { kind: 'stage', stage: next, isListed: false }
      : { kind: 'idle' };
  }

  approve(
    { half, stage = 0, plan, album }: PartOfJob & { plan: string; album?: string },
    options: CallOptions,
  ): Promise<Approved> {
    return approveDeletions(this.half({ half }), { stage, plan, album }, options);
  }

  async probe(options: CallOptions & { half?: string }): Promise<void> {
    await this.half(options).albums.probe?.(options);
  }

  async forget(): Promise<void> {
    await this.ports.state.syncSurveys.forget(this.ports.jobId);
  }

  /** What the other half changes is looked at when it is through with a stage, not in the middle of it. */
  private async mustSurveyAgain(
    { of, state }: SyncHalf,
    { areOthersAtWork }: { areOthersAtWork: boolean },
  ): Promise<boolean> {
    const survey = await state.syncSurveys.find(of);
    if (survey === undefined || survey.round + 1 >= mostRounds) return false;
    if (await state.syncPlans.isAgain(of)) return true;
    if (areOthersAtWork) return false;
    for (const { provider } of this.spec.sync.services) {
      if (provider === of.half) continue;
      if (await state.syncDoings.hasChangedFiles(of.jobId, provider, survey.startedAt)) return true;
    }
    return false;
  }

  private selected({ stage = 0, isWhole = false }: PartOfJob & WholePlan): PlanSelection {
    return {
      stages: [stage, isWhole ? stage + 1 : stage],
      statuses: ['planned', 'skipped', 'failed', ...(isWhole ? (['deferred'] as const) : [])],
      isApprovedOnly: this.spec.sync.approve && !isWhole,
    };
  }

  private half({ half }: PartOfJob): SyncHalf {
    const name = half ?? this.spec.sync.services[0]?.provider;
    if (name === undefined) throw new ProviderError('Unexpected', `${this.spec.name} names no service`);
    return openHalf(this.spec, this.ports, name);
  }

  private quotasOf(name: string): string[] {
    try {
      return this.ports.openAlbums(name).quotas;
    } catch (error) {
      // Nobody is signed in: that half says so when its turn comes, and holds no other.
      if (error instanceof ProviderError && error.kind === 'AuthFailed') return [];
      throw error;
    }
  }
}

function plannedItem(row: PlanRow, folder: string): PlannedItem {
  const { item, bytes, status, reason, operation } = row;
  const planned = { item, folder, bytes };
  if (status === 'planned') return { ...planned, status, operation };
  if (status !== 'failed') return { ...planned, status: 'skipped', reason };
  return { ...planned, status, failure: { kind: row.kind ?? 'InvalidAsset', message: reason ?? '' } };
}
