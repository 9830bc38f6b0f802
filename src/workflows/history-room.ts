import { workflowInfo } from '@temporalio/workflow';

/** A run is ended and continued as new before its history is longer than this: replays stay short. */
const longestHistory = 3000;

/** True when the run should continue as new soon. `maxEvents` is smaller in tests. */
export function historyIsFull(maxEvents: number = longestHistory): boolean {
  const info = workflowInfo();
  return info.historyLength >= maxEvents || info.continueAsNewSuggested || info.historySize > 3_500_000;
}
