import { setTimeout as sleep } from 'node:timers/promises';
import { formatBytes, formatCount } from '../../core/format';
import type { Tally } from '../../core/outcome';
import { doneWord, type JobSpec } from '../../core/spec';
import { furtherResults, resultsFile } from '../../reporting/job-results';
import type { JobRecord } from '../../state/jobs';
import { exitCodes } from './exit-codes';
import { whyToStop } from './why-to-stop';
import { ProgressDisplay } from './progress-display';
import type { Running } from './runtime';

const lookEveryMs = 500;

interface WatchOptions {
  jobId: string;
  isJson: boolean;
}

/** Follows a job until it is over, parked, or the person presses Ctrl-C; returns the exit code. */
export async function watchJob(running: Running, { jobId, isJson }: WatchOptions): Promise<number> {
  const { jobs, talk } = running;
  const detach = new AbortController();
  const onInterrupt = (): void => detach.abort();
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const display = new ProgressDisplay(talk);
  try {
    for (;;) {
      const progress = await jobs.progress(jobId).catch(unlessBusy);
      if (progress === 'busy') {
        await pause(detach.signal);
        if (!detach.signal.aborted) continue;
      } else {
        if (progress === undefined || progress.phase === 'over') break;
        display.show(progress);
        const stop = whyToStop(progress);
        if (stop !== undefined) {
          display.stop();
          for (const line of stop.lines) talk.say(line);
          return stop.exitCode;
        }
      }
      await pause(detach.signal);
      if (detach.signal.aborted) {
        display.stop();
        sayDetached(running, jobId);
        return exitCodes.detached;
      }
    }
    const over = await jobs.untilOver(jobId);
    display.stop();
    return await sayEnd(running, over, isJson);
  } finally {
    display.stop();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** No worker answers queries for a moment, or none is there yet: the job rests safely, and is asked again. */
function unlessBusy(error: unknown): 'busy' {
  const cause = error instanceof Error ? error.cause : undefined;
  const texts = [error, cause].map((one) => (one instanceof Error ? `${one.name} ${one.message}` : ''));
  if (/deadline|timed? ?out|unavailable|no poller|workflow task|cancelled/i.test(texts.join(' '))) return 'busy';
  throw error;
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
}

function sayDetached({ talk, hasOwnWorker }: Running, jobId: string): void {
  talk.say(
    hasOwnWorker
      ? `Detached. The worker was this command: unless another ferry runs, ${jobId} rests now and goes on when ferry next runs: ferry jobs watch ${jobId}`
      : `Detached. ${jobId} goes on. Follow it again: ferry jobs watch ${jobId}`,
  );
}

/** Says how a job ended: the summary for people, the report's path or JSON for programs. */
async function sayEnd({ state, talk }: Running, job: JobRecord, isJson: boolean): Promise<number> {
  const tally = await state.outcomes.tally(job.id);
  talk.say(`${job.id} ${endWord(job)}: ${tallyWords(job.spec, tally)}.`);
  for (const line of await failureLines(state, job)) talk.say(`  ${line}`);
  for (const file of await furtherResults(job.spec)) talk.say(`Written: ${file}`);
  if (tally.failed > 0) {
    talk.say(`See them: ferry jobs failures ${job.id}\nDo them again: ferry jobs retry ${job.id}`);
  }
  const { id, state: end, stateReason: reason, reportPath: report, spec } = job;
  // Of a batch or a migration people look for the rows; the report is there besides.
  const results = resultsFile(spec);
  if (isJson) talk.data(JSON.stringify({ job: id, state: end, reason, tally, report, results }));
  else if (results !== undefined || report !== undefined) talk.data(results ?? report ?? '');
  return exitCodeOf(job, tally);
}

/** What failed, counted: by kind, or for a check by what asking came to. */
async function failureLines({ outcomes }: Running['state'], { id, spec }: JobRecord): Promise<string[]> {
  if (spec.planner === 'probe') {
    return (await outcomes.failureWords(id)).map(({ word, items }) => `${formatCount(items)} ${word}`);
  }
  return (await outcomes.failureKinds(id)).map(({ kind, items }) => `${formatCount(items)} ${kind}`);
}

function endWord({ state, stateReason }: JobRecord): string {
  if (state === 'done') return 'is done';
  return stateReason === undefined ? state : `${state} (${stateReason})`;
}

/** A tally in words: `288 uploaded, 9 skipped, 3 failed of 300; 120 MB`. */
export function tallyWords(
  spec: Pick<JobSpec, 'planner'>,
  { found, done, skipped, failed, cancelled, doneBytes }: Tally,
): string {
  const parts = [
    `${formatCount(done)} ${doneWord(spec)}`,
    `${formatCount(skipped)} skipped`,
    `${formatCount(failed)} failed`,
    ...(cancelled > 0 ? [`${formatCount(cancelled)} cancelled`] : []),
  ];
  return `${parts.join(', ')} of ${formatCount(found)}; ${formatBytes(doneBytes)}`;
}

/** What a job's end is to a script. */
export function exitCodeOf({ state }: JobRecord, { failed }: Tally): number {
  if (state !== 'done') return exitCodes.failed;
  return failed > 0 ? exitCodes.doneWithFailures : exitCodes.done;
}
