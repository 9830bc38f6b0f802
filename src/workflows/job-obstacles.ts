import { isCancellation, sleep } from '@temporalio/workflow';
import { recordingActivities } from './activity-stubs';
import { recoveryMs } from './concurrency';
import type { JobState } from './job-state';
import type { Obstacle } from './messages';

const firstOutageDelayMs = 15_000;
const longestOutageDelayMs = 5 * 60_000;
/** A refused upload names no reset: so long nothing is sent. */
const slowDownMs = 3000;

/** What a job does about limits, outages and refused sign-ins that its folders, or it itself, meet. */
export class JobObstacles {
  private recovering = false;

  constructor(private readonly job: JobState) {}

  async meet(obstacle: Obstacle): Promise<void> {
    switch (obstacle.kind) {
      case 'limit':
        return this.meetLimit(obstacle);
      case 'outage':
        return this.meetOutage(obstacle);
      case 'need':
        return this.park(obstacle);
    }
  }

  /** Something came through after an outage: all lanes may go on. */
  answered(half: string | undefined): void {
    if (!this.job.probing.delete(half ?? '')) return;
    for (const strand of this.job.carry.strands) if (strand.half === half) strand.outageDelays = 0;
    this.job.changed();
  }

  private async meetLimit({ quota, resetAt, slowDown, reason }: Extract<Obstacle, { kind: 'limit' }>): Promise<void> {
    const { concurrency, gates, input } = this.job;
    const until = resetAt ?? new Date(Date.now() + slowDownMs).toISOString();
    const gate = { quota, until, reason };
    if (slowDown && !gates.isClosed(quota)) {
      concurrency.reduce();
      this.recover();
    }
    if (!gates.close(gate)) return;
    await recordingActivities(input.spec.hostQueue).closeQuotaGate({ jobId: input.jobId, gate });
  }

  private async meetOutage({ half, service, message }: Extract<Obstacle, { kind: 'outage' }>): Promise<void> {
    const { carry, gates } = this.job;
    const quota = `service:${half ?? service}`;
    const strand = carry.strands.find((one) => one.half === half);
    if (gates.isClosed(quota) || strand === undefined) return;
    const delayMs = Math.min(longestOutageDelayMs, firstOutageDelayMs * 2 ** strand.outageDelays);
    strand.outageDelays += 1;
    const until = new Date(Date.now() + delayMs).toISOString();
    gates.close({ quota, half, until, reason: `${service} does not work (${message.replace(/\.$/, '')})` });
  }

  /** After a slow-down lanes come back one by one. */
  private recover(): void {
    if (this.recovering) return;
    this.recovering = true;
    const { concurrency } = this.job;
    const comeBack = async (): Promise<void> => {
      while (concurrency.isReduced) {
        await sleep(recoveryMs, { summary: `back to ${concurrency.wanted} uploads at once, one by one` });
        concurrency.recover();
        this.job.changed();
      }
      this.recovering = false;
    };
    comeBack().catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }

  /** A half that parks leaves the job's own state to what the other halves do. */
  private async park({ half, need }: Extract<Obstacle, { kind: 'need' }>): Promise<void> {
    const { carry, input } = this.job;
    const holder = half === undefined ? carry : carry.strands.find((strand) => strand.half === half);
    if (holder === undefined || holder.parked !== undefined) return;
    holder.parked = need;
    this.job.changed();
    await recordingActivities(input.spec.hostQueue).recordJob({
      jobId: input.jobId,
      state: half === undefined ? { state: 'parked', reason: need.message } : undefined,
      event: { who: 'ferry', action: 'park', detail: [half, need.message].filter(Boolean).join(': ') },
    });
  }
}
