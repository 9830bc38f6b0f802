import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { JobSpec } from '../core/spec';
import { renderDetails } from './job-details';
import type { JobProgress } from './messages';
import { failedKey, stateKey, waitsForKey } from './search-attributes';

/** Writing search attributes is an event of the history: so many different counts of failures are worth one each. */
const countedExactly = 10;

/** What the Temporal Web UI shows of a running job: current details, and search attributes that lists are filtered by. */
export class JobWindow {
  private shown = '';

  constructor(
    private readonly spec: JobSpec,
    private readonly isSearchable: boolean,
  ) {}

  show(progress: JobProgress): void {
    setCurrentDetails(renderDetails(this.spec, progress));
    if (!this.isSearchable) return;
    const state = stateOf(progress);
    const waitsFor = progress.closedGates.map((gate) => gate.quota).join(' ');
    const failed = progress.tally.failed <= countedExactly ? progress.tally.failed : roundDown(progress.tally.failed);
    const now = JSON.stringify([state, waitsFor, failed]);
    if (now === this.shown) return;
    this.shown = now;
    upsertSearchAttributes([
      { key: stateKey, value: state },
      { key: waitsForKey, value: waitsFor },
      { key: failedKey, value: failed },
    ]);
  }
}

/** One word for how a job stands. */
function stateOf({ phase, parked, paused, isStill }: JobProgress): string {
  if (phase === 'over' || phase === 'finishing') return phase;
  if (parked !== undefined) return 'parked';
  if (paused !== undefined) return 'paused';
  return isStill ? 'waiting' : phase;
}

/** Two digits are enough to look for jobs with many failures. */
function roundDown(count: number): number {
  const step = 10 ** (String(count).length - 1);
  return Math.floor(count / step) * step;
}
