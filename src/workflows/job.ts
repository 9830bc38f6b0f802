import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setHandler,
} from '@temporalio/workflow';
import type { JobStatus } from '../core/job-status';
import { closingActivities, recordingActivities } from './activity-stubs';
import { readFailure } from './failures';
import type { JobInput, JobResult } from './job-input';
import { JobRun } from './job-run';
import {
  answeredSignal,
  approveUpdate,
  cancelUpdate,
  folderReportSignal,
  gateClosedSignal,
  gateOpenedSignal,
  obstacleSignal,
  pauseUpdate,
  progressQuery,
  resumeUpdate,
  retryUpdate,
  setUpdate,
  type ApproveRequest,
} from './messages';

/**
 * A job: looks at its two ends, plans folders page by page, runs a child workflow per folder, sums up and writes the
 * report. It ends as completed whatever its items came to; as cancelled when somebody cancelled it; as failed when it
 * could not do its work at all.
 */
export async function jobWorkflow(input: JobInput): Promise<JobResult> {
  const run = new JobRun(input);
  listen(run);
  let end: Awaited<ReturnType<JobRun['work']>>;
  try {
    end = await run.work();
  } catch (error) {
    return CancellationScope.nonCancellable(() => endBadly(run, error));
  }
  await condition(allHandlersFinished);
  if (end !== 'over') return continueAsNew<typeof jobWorkflow>(end.next);
  const asker = run.job.cancelled;
  if (asker === undefined) return close(run, 'done');
  const reason = `cancelled by ${asker.who}${asker.why === undefined ? '' : `: ${asker.why}`}`;
  return close(run, 'cancelled', reason);
}

/** What the job answers, is told and is asked for. */
function listen(run: JobRun): void {
  const { job, controls, obstacles } = run;
  setHandler(progressQuery, () => job.progress);
  setHandler(folderReportSignal, (report) => run.takeReport(report));
  setHandler(obstacleSignal, (obstacle) => obstacles.meet(obstacle));
  setHandler(answeredSignal, (answered) => obstacles.answered(answered?.half));
  setHandler(gateClosedSignal, (gate) => void job.gates.close(gate));
  setHandler(gateOpenedSignal, ({ quota }) => job.gates.open(quota));

  const mustBeOpen = (): void => {
    if (job.phase === 'over' || job.phase === 'finishing') throw new Error('The job is over.');
  };
  const mustKnowFolder = ({ folder }: { folder?: string }): void => {
    mustBeOpen();
    if (folder === undefined || job.active.has(folder) || job.carry.pausedFolders.includes(folder)) return;
    const running = [...job.active.keys()].map((name) => (name === '' ? '(top)' : name)).join(', ');
    throw new Error(`No folder "${folder}" is at work. At work: ${running === '' ? 'none' : running}.`);
  };
  setHandler(pauseUpdate, (request) => controls.pause(request), { validator: (_request) => mustBeOpen() });
  setHandler(resumeUpdate, (request) => controls.resume(request), { validator: (_request) => mustBeOpen() });
  setHandler(cancelUpdate, (request) => controls.cancel(request), { validator: mustKnowFolder });
  setHandler(retryUpdate, (request) => controls.retry(request), { validator: (_request) => mustBeOpen() });
  setHandler(approveUpdate, (request) => controls.approve(request), {
    validator: (request: ApproveRequest) => {
      mustBeOpen();
      mustWait(run, request);
    },
  });
  setHandler(setUpdate, (request) => controls.set(request), {
    validator: ({ concurrency, tps }) => {
      mustBeOpen();
      if (concurrency === undefined && tps === undefined) throw new Error('Say what to set: concurrency or tps.');
      if (concurrency !== undefined && (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 500)) {
        throw new Error(`The concurrency must be a whole number from 1 to 500, not ${concurrency}.`);
      }
      if (tps !== undefined && !(tps >= 0)) throw new Error(`The operations a second must be 0 or more, not ${tps}.`);
    },
  });
}

/** Only what somebody has seen, and what waits, can be approved of. */
function mustWait({ job }: JobRun, { half, plan }: ApproveRequest): void {
  const waiting = job.carry.strands.filter((strand) => strand.approval !== undefined);
  const meant = waiting.filter((strand) => half === undefined || strand.half === half);
  if (meant.length === 0) throw new Error('Nothing of this job waits for approval.');
  if (plan !== undefined && !meant.some(({ approval }) => approval?.plan === plan)) {
    throw new Error('The plan is another by now. Look at it again: ferry jobs approve');
  }
}

/** Writes the report and notes how the job ended. */
async function close(run: JobRun, state: JobStatus, reason?: string): Promise<JobResult> {
  const { input, quotas } = run.job;
  const { jobId, spec } = input;
  if (quotas.length > 0) await recordingActivities(spec.hostQueue).leaveQuotaGates({ jobId, quotas });
  const result = await closingActivities(spec.hostQueue).closeJob({ jobId, state, reason });
  run.over(result.tally);
  return result;
}

/** Cancelled from outside (Temporal's own cancel), or stopped by something nobody foresaw: the report is written first. */
async function endBadly(run: JobRun, error: unknown): Promise<JobResult> {
  await condition(() => run.isQuiet);
  if (isCancellation(error)) {
    await close(run, 'cancelled', 'cancelled through Temporal');
    throw error;
  }
  const { kind, message } = readFailure(error);
  await close(run, 'failed', message);
  throw ApplicationFailure.create({ type: kind, message, nonRetryable: true });
}
