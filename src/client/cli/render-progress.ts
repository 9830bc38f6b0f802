import { countOf, formatBytes, formatCount, formatDuration } from '../../core/format';
import { finishedCount } from '../../core/outcome';
import { describeClosedGate } from '../../core/quota';
import { serviceWords } from '../../core/sync';
import type { HalfProgress, JobProgress } from '../../workflows/messages';

/** Measures how fast a job is, over the last half minute. */
export class Speed {
  private readonly samples: { at: number; finished: number; bytes: number }[] = [];

  add({ tally }: JobProgress, at: number = Date.now()): void {
    this.samples.push({ at, finished: finishedCount(tally), bytes: tally.doneBytes });
    while (this.samples.length > 2 && (this.samples[0]?.at ?? at) < at - 30_000) this.samples.shift();
  }

  /** Items and bytes a second; `undefined` until there is something to measure by. */
  get now(): { items: number; bytes: number } | undefined {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 1000) return undefined;
    const seconds = (last.at - first.at) / 1000;
    return { items: (last.finished - first.finished) / seconds, bytes: (last.bytes - first.bytes) / seconds };
  }
}

/** A job's progress in one line for a terminal or a log. */
export function progressLine(progress: JobProgress, speed: Speed['now']): string {
  const { tally, listed, closedGates, isStill, paused, parked, halves = [] } = progress;
  const of = `${listed ? '' : 'at least '}${formatCount(tally.found)}`;
  const parts = [
    `${formatCount(finishedCount(tally))} of ${of}`,
    `${formatCount(tally.done)} done`,
    ...(tally.skipped > 0 ? [`${formatCount(tally.skipped)} skipped`] : []),
    ...(tally.failed > 0 ? [`${formatCount(tally.failed)} failed`] : []),
    formatBytes(tally.doneBytes),
  ];
  const waits = [
    ...(parked === undefined ? [] : [`parked: ${parked.message}`]),
    ...(paused === undefined ? [] : [`paused by ${paused.who}`]),
    ...halves.flatMap(halfWaits),
    ...closedGates.map((gate) => `${isStill ? 'waits' : 'listing waits'}: ${describeClosedGate(gate)}`),
  ];
  if (tally.found === 0 && waits.length === 0 && !listed) return 'looking at source and destination';
  // What it waits for comes first: a narrow terminal cuts the end off.
  if (isStill) return [...waits, ...parts].join(' · ');
  if (speed !== undefined && speed.items > 0) {
    parts.push(`${speed.items.toFixed(1)}/s, ${formatBytes(Math.round(speed.bytes))}/s`);
    if (listed && finishedCount(tally) < tally.found)
      parts.push(`${formatDuration((1000 * (tally.found - finishedCount(tally))) / speed.items)} left`);
  }
  return [...waits, ...parts].join(' · ');
}

/** What one half of a job waits for. */
function halfWaits({ half, need, approval }: HalfProgress): string[] {
  const service = serviceWords(half);
  if (need !== undefined) return [`${service} is parked: ${need.message}`];
  return approval === undefined ? [] : [`${service} waits for approval of ${countOf(approval.deletions, 'deletion')}`];
}

/** How much of a job is done, from 0 to 1; 0 while it is not known how much there is. */
export function fractionDone({ tally, listed }: JobProgress): number {
  return listed && tally.found > 0 ? finishedCount(tally) / tally.found : 0;
}
