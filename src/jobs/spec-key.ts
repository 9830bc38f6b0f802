import { createHash } from 'node:crypto';
import type { JobSpec } from '../core/spec';

/** Names what a job does: two starts with the same key are the same job. How fast it goes is no part of it. */
export function specKey(spec: JobSpec): string {
  const { type, source, destination, planner } = spec;
  return createHash('sha256')
    .update(JSON.stringify([type, source, destination, planner, ...whatItDoes(spec)]))
    .digest('hex');
}

function whatItDoes(spec: JobSpec): unknown[] {
  switch (spec.planner) {
    case 'transfer':
      return [spec.transfer, ...(spec.batch === undefined ? [] : [spec.batch])];
    case 'scrape':
      return [spec.scrape];
    case 'urls':
      return [spec.urls, spec.reportPath];
    case 'migration':
      return [spec.migration];
    case 'probe':
      return [spec.probe];
    case 'sync':
      // Two jobs at once on the same albums would see each other's work as somebody's changes.
      return [spec.sync.services];
  }
}
