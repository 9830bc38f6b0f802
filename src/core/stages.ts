import type { DeletionPlan } from './sync';

/** Which part of a job is meant, for jobs of several halves and stages. */
export interface PartOfJob {
  half?: string;
  /** 0 (or absent), then one more each time a half goes on to its next stage. */
  stage?: number;
}

/** Asks what a half goes on with. */
export interface NextStageRequest extends PartOfJob {
  /** Another half may still change something, and this one is asked again when it has. */
  areOthersAtWork?: boolean;
}

/** What comes after a stage of a half. */
export type NextStage =
  /**
   * There is more to do: the stage of that number, when somebody has approved of `approval`, where it has one. Unless
   * `isListed`, what is there is listed anew first.
   */
  | { kind: 'stage'; stage: number; isListed: boolean; approval?: DeletionPlan }
  /** Nothing, unless another half changes something. */
  | { kind: 'idle' };

/** What became of somebody's approval. */
export type Approved =
  | { kind: 'approved'; deletions: number }
  /** The plan does not match what is there any more: the half is looked at and planned anew. */
  | { kind: 'stale'; reason: string };
