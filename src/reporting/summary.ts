import { formatBytes, formatCount, formatDuration } from '../core/format';
import { showLocation } from '../core/location';
import { doneWord } from '../core/spec';
import type { JobRecord } from '../state/jobs';
import type { Outcomes } from '../state/outcomes';

/** A job in a few lines of text: counts, sizes, times, failures by kind. */
export async function summarise(job: JobRecord, outcomes: Outcomes): Promise<string> {
  const tally = await outcomes.tally(job.id);
  const times = new Times();
  let largest = { item: '', bytes: 0 };
  for await (const { item, bytes, startedAt, finishedAt } of outcomes.read(job.id, { statuses: ['done'] })) {
    if (bytes > largest.bytes) largest = { item, bytes };
    if (startedAt !== undefined && finishedAt !== undefined) times.add(Date.parse(finishedAt) - Date.parse(startedAt));
  }
  const kinds = await outcomes.failureKinds(job.id);
  const tookMs = Date.parse(job.endedAt ?? new Date().toISOString()) - Date.parse(job.createdAt);
  return [
    `${job.id}: ${job.state}${job.stateReason === undefined ? '' : ` (${job.stateReason})`}`,
    `${showLocation(job.spec.source)} to ${showLocation(job.spec.destination)}`,
    `Started ${job.createdAt} by ${job.startedBy}, took ${formatDuration(tookMs)}`,
    '',
    `Found      ${formatCount(tally.found)} (${formatBytes(tally.foundBytes)})`,
    `${capital(doneWord(job.spec)).padEnd(10)} ${formatCount(tally.done)} (${formatBytes(tally.doneBytes)})`,
    `Skipped    ${formatCount(tally.skipped)}`,
    `Failed     ${formatCount(tally.failed)}`,
    ...kinds.map(({ kind, items }) => `           ${formatCount(items)} ${kind}`),
    ...(tally.cancelled > 0 ? [`Cancelled  ${formatCount(tally.cancelled)}`] : []),
    ...(times.count > 0
      ? [`One took ${formatDuration(times.meanMs)} on average, ${formatDuration(times.longestMs)} at most`]
      : []),
    ...(largest.bytes > 0 ? [`The largest was ${largest.item} (${formatBytes(largest.bytes)})`] : []),
    '',
  ].join('\n');
}

class Times {
  count = 0;
  longestMs = 0;
  private sumMs = 0;

  add(ms: number): void {
    this.count += 1;
    this.sumMs += ms;
    this.longestMs = Math.max(this.longestMs, ms);
  }

  get meanMs(): number {
    return this.count === 0 ? 0 : this.sumMs / this.count;
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
