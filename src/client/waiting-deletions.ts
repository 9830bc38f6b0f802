import type { State } from '../state/state';

/** A deletion that waits for somebody's approval. */
export interface WaitingDeletion {
  half: string;
  album: string;
  name: string;
  /** Where it would go: on this machine, or at the half's service. */
  side: 'local' | 'remote';
  bytes: number;
  /** Names the plan it belongs to. */
  plan: string;
}

/** Deletions of a job that wait, album by album. */
export async function* waitingDeletions(_state: State, _jobId: string): AsyncGenerator<WaitingDeletion> {
  yield* [];
}
