import type { Insertable, Selectable } from 'kysely';
import type { FailureKind } from '../core/failure';
import type { SyncOperation } from '../core/operation';
import type { SyncPlanTable } from './schema';
import type { SyncedPhoto } from './sync-base';
import { keyOf, type HalfOfJob } from './sync-survey';

/** What `sync_base` is to say of a photo for which nothing else is to be done. */
export interface BaseChange {
  record?: SyncedPhoto;
  /** Path of what is gone on both sides. */
  forget?: string;
}

/** One item of the plan of a half. */
export interface PlanRow {
  item: string;
  stage: number;
  title: string;
  ordinal: number;
  bytes: number;
  /** `deferred`: not before something else is out of its way. `silent`: nobody needs to be told, or the job has told it already. */
  status: 'planned' | 'skipped' | 'failed' | 'deferred' | 'silent';
  reason?: string;
  kind?: FailureKind;
  operation?: SyncOperation;
  base?: BaseChange;
  isDeletion: boolean;
  /** There is more to do about it that only another survey can plan. */
  isAgain: boolean;
}

/** A row as it goes into the table. */
export function toColumns(of: HalfOfJob, row: PlanRow): Insertable<SyncPlanTable> {
  const { item, stage, title, ordinal, bytes, status } = row;
  return {
    ...keyOf(of),
    item,
    stage,
    title,
    ordinal,
    bytes,
    status,
    reason: row.reason ?? null,
    kind: row.kind ?? null,
    operation: row.operation === undefined ? null : JSON.stringify(row.operation),
    base: row.base === undefined ? null : JSON.stringify(row.base),
    is_deletion: row.isDeletion ? 1 : 0,
    is_again: row.isAgain ? 1 : 0,
    approved_at: null,
  };
}

/** A row of the table as planning sees it. */
export function toPlanRow(row: Selectable<SyncPlanTable>): PlanRow {
  return {
    item: row.item,
    stage: row.stage,
    title: row.title,
    ordinal: Number(row.ordinal),
    bytes: Number(row.bytes),
    status: row.status as PlanRow['status'],
    reason: row.reason ?? undefined,
    kind: row.kind === null ? undefined : (row.kind as FailureKind),
    operation: row.operation === null ? undefined : (JSON.parse(row.operation) as SyncOperation),
    base: row.base === null ? undefined : (JSON.parse(row.base) as BaseChange),
    isDeletion: row.is_deletion === 1,
    isAgain: row.is_again === 1,
  };
}
