import { createHash } from 'node:crypto';
import type { JobSpec } from '../core/spec';

/** Names what a job does: two starts with the same key are the same job. How fast it goes is no part of it. */
export function specKey({ type, source, destination, planner, transfer, batch }: JobSpec): string {
  const what = [type, source, destination, planner, transfer, ...(batch === undefined ? [] : [batch])];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
