import { countOf } from '../core/format';
import type { JobStatus } from '../core/job-status';
import { serviceWords } from '../core/sync';
import { planningActivities, recordingActivities } from './activity-stubs';
import type { JobState } from './job-state';
import type { JobStrand } from './job-strand';
import type { ApproveRequest, Asker, Part, RetryRequest, SetRequest } from './messages';

/** What people may ask of a running job. Each request is recorded with who and why; each answer is a sentence. */
export class JobControls {
  constructor(
    private readonly job: JobState,
    private readonly strands: readonly JobStrand[],
  ) {}

  async pause({ who, why, folder }: Asker & Part): Promise<string> {
    const { carry } = this.job;
    if (folder === undefined) carry.paused = { who, why };
    else carry.pausedFolders = [...new Set([...carry.pausedFolders, folder])];
    this.job.changed();
    await this.record('pause', { who, why, folder }, folder === undefined ? 'paused' : undefined);
    return folder === undefined ? 'Paused. What is under way ends first.' : `Folder ${folder} is paused.`;
  }

  async resume({ who, why, folder }: Asker & Part): Promise<string> {
    const { carry, gates } = this.job;
    if (folder === undefined) {
      carry.paused = undefined;
      carry.parked = undefined;
      for (const strand of carry.strands) strand.parked = undefined;
      // Whoever says resume has reason to think that the service is back.
      for (const gate of gates.all) if (gate.quota.startsWith('service:')) gates.open(gate.quota);
    } else {
      carry.pausedFolders = carry.pausedFolders.filter((paused) => paused !== folder);
    }
    this.job.changed();
    await this.record('resume', { who, why, folder }, folder === undefined ? 'running' : undefined);
    return folder === undefined ? 'Resumed.' : `Folder ${folder} goes on.`;
  }

  async cancel({ who, why, folder }: Asker & Part): Promise<string> {
    const { carry } = this.job;
    if (folder === undefined) this.job.cancelled = { who, why };
    else carry.cancelledFolders = [...new Set([...carry.cancelledFolders, folder])];
    this.job.changed();
    await this.record('cancel', { who, why, folder });
    return folder === undefined
      ? 'Cancelling. The report is written with what was done.'
      : `Folder ${folder} is cancelled.`;
  }

  async set({ who, why, concurrency, tps }: SetRequest): Promise<string> {
    if (concurrency !== undefined) this.job.concurrency.set(concurrency);
    if (tps !== undefined) this.job.carry.tps = tps === 0 ? undefined : tps;
    this.job.changed();
    const words = [
      ...(concurrency === undefined ? [] : [`${concurrency} operations at once`]),
      ...(tps === undefined ? [] : [tps === 0 ? 'no limit a second' : `at most ${tps} operations a second`]),
    ].join(', ');
    await this.record('set', { who, why: [words, why].filter(Boolean).join('; ') });
    return `From now on: ${words}.`;
  }

  async retry({ who, why, kind, folder }: RetryRequest): Promise<string> {
    this.job.carry.waiting.push({ kind, folder });
    await this.record('retry', { who, why, folder });
    return 'Failed items are done again as soon as the others are through.';
  }

  /** Takes somebody's approval of deletions; of a plan that is not true any more nothing is done, and it is made anew. */
  async approve({ who, why, half, album }: ApproveRequest): Promise<string> {
    const { jobId, spec } = this.job.input;
    const answers: string[] = [];
    for (const strand of this.strands) {
      const { approval, half: name, stage } = strand.carry;
      if (approval === undefined || (half !== undefined && half !== name)) continue;
      const { plan } = approval;
      const found = await planningActivities(spec.hostQueue).approvePlan({ jobId, half: name, stage, plan, album });
      // Another approval, or a cancel, may have come in between.
      if (strand.carry.approval?.plan !== plan) continue;
      const service = serviceWords(name ?? '');
      strand.approved({ isStale: found.kind === 'stale' });
      answers.push(
        found.kind === 'approved'
          ? `${service}: ${countOf(found.deletions, 'deletion')} approved.`
          : `${service}: nothing is deleted, for ${found.reason}. The plan is made anew and will wait again.`,
      );
      this.job.changed();
    }
    const answer = answers.join(' ');
    await this.record('approve', { who, why: [album, answer, why].filter(Boolean).join('; ') });
    return answer;
  }

  private async record(action: string, { who, why, folder }: Asker & Part, state?: JobStatus): Promise<void> {
    const { jobId, spec } = this.job.input;
    const detail = [folder === undefined ? '' : `folder ${folder}`, why ?? ''].filter(Boolean).join(': ');
    await recordingActivities(spec.hostQueue).recordJob({
      jobId,
      state: state === undefined ? undefined : { state },
      event: { who, action, detail },
    });
  }
}
