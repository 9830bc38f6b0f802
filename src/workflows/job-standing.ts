import { isCancellation } from '@temporalio/workflow';
import { countOf } from '../core/format';
import type { JobStatus } from '../core/job-status';
import { recordingActivities } from './activity-stubs';
import type { JobState } from './job-state';

/**
 * Writes down how a job of several halves stands whenever that changes: it is parked, or waits for somebody, only when
 * no half of it goes on.
 */
export class JobStanding {
  private written: JobStatus = 'running';
  private isWriting = false;

  private readonly hasHalves: boolean;

  constructor(private readonly job: JobState) {
    this.hasHalves = job.carry.strands.some(({ half }) => half !== undefined);
  }

  /** Called after every change; writes when there is something to write. */
  note(): void {
    if (!this.hasHalves || this.isWriting || this.job.phase !== 'running') return;
    const { state, reason } = this.now();
    if (state === this.written) return;
    this.written = state;
    this.isWriting = true;
    const { jobId, spec } = this.job.input;
    void recordingActivities(spec.hostQueue)
      .recordJob({ jobId, state: { state, reason } })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      })
      .finally(() => {
        this.isWriting = false;
        this.note();
      });
  }

  private now(): { state: JobStatus; reason?: string } {
    const { paused, parked, strands } = this.job.carry;
    if (parked !== undefined) return { state: 'parked', reason: parked.message };
    if (paused !== undefined) return { state: 'paused', reason: paused.why };
    const open = strands.filter((strand) => !strand.idle);
    const isHeldUp = open.length > 0 && open.every((strand) => strand.parked ?? strand.approval);
    if (!isHeldUp) return { state: 'running' };
    const need = open.find((strand) => strand.parked !== undefined)?.parked;
    if (need !== undefined) return { state: 'parked', reason: need.message };
    const deletions = open.reduce((sum, { approval }) => sum + (approval?.deletions ?? 0), 0);
    return {
      state: 'waiting',
      reason: `${countOf(deletions, 'deletion')} ${deletions === 1 ? 'waits' : 'wait'} for approval`,
    };
  }
}
