/** Where a job stands; `waiting`: for somebody's approval. All from `done` on are ends. */
export type JobStatus = 'running' | 'paused' | 'parked' | 'waiting' | 'done' | 'failed' | 'cancelled';

/** Statuses of a job that is not at its end. */
export const openStatuses: readonly JobStatus[] = ['running', 'paused', 'parked', 'waiting'];
