import { showLocation } from '../core/location';
import type { JobSpec } from '../core/spec';
import { destinationKey, jobTypeKey, sourceKey } from './search-attributes';

/** Who and what a job is, for whoever finds its workflow in the Web UI. */
export interface DescribedJob {
  id: string;
  spec: JobSpec;
  startedBy: string;
}

/** What the workflow of a job is started with besides its input, whoever starts it. */
export function jobDescription({ id, spec, startedBy }: DescribedJob, { isSearchable }: { isSearchable: boolean }) {
  const line = `${spec.type}: ${showLocation(spec.source)} to ${showLocation(spec.destination)}`;
  return {
    staticSummary: line,
    staticDetails: `Follow it here, or by \`ferry jobs watch ${id}\`. Started by ${startedBy}.`,
    memo: { job: line, startedBy },
    typedSearchAttributes: isSearchable
      ? [
          { key: jobTypeKey, value: spec.type },
          { key: sourceKey, value: showLocation(spec.source) },
          { key: destinationKey, value: showLocation(spec.destination) },
        ]
      : undefined,
  };
}
