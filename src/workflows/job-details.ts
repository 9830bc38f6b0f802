import { formatBytes, formatCount } from '../core/format';
import { formatLocation } from '../core/location';
import { finishedCount, type Tally } from '../core/outcome';
import { describeClosedGate } from '../core/quota';
import type { JobSpec } from '../core/spec';
import type { FolderProgress, JobProgress } from './messages';

/**
 * A job as markdown for the Web UI: what it waits for, how far it is, what failed, then the folders at work. The table
 * comes last, for Web UI 2.42 renders no paragraph after one.
 */
export function renderDetails(spec: JobSpec, progress: JobProgress): string {
  const { tally, folders, active, concurrency } = progress;
  return [
    `**${headline(progress)}**`,
    waits(progress),
    `${formatLocation(spec.source)} to ${formatLocation(spec.destination)}`,
    tallyLine(tally, progress.listed),
    `Folders: ${formatCount(folders.finished)} of ${folders.listed ? '' : 'at least '}${formatCount(folders.found)} through. ${lanesLine(concurrency)}`,
    failures(progress),
    folderTable(active),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline({ phase, parked, paused, closedGates, tally, listed }: JobProgress): string {
  if (phase === 'over')
    return tally.failed > 0 ? `Over, with ${formatCount(tally.failed)} failed` : 'Over, everything done';
  if (phase === 'finishing') return 'Writing the report';
  if (parked !== undefined) return 'Parked: it needs somebody';
  if (paused !== undefined) return 'Paused';
  if (closedGates.length > 0) return 'Waiting';
  if (phase === 'starting') return 'Looking at source and destination';
  return listed && tally.found > 0
    ? `Running, ${Math.floor((100 * finishedCount(tally)) / tally.found)} %`
    : 'Running, still listing';
}

function waits({ jobId, parked, paused, closedGates }: JobProgress): string {
  const lines = closedGates.map((gate) => `- ${describeClosedGate(gate)} (${gate.quota})`);
  if (parked !== undefined) lines.unshift(`- ${parked.message} Then: \`ferry jobs resume ${jobId}\``);
  if (paused !== undefined) {
    lines.unshift(
      `- paused by ${paused.who}${paused.why === undefined ? '' : ` (${paused.why})`}. Then: \`ferry jobs resume ${jobId}\``,
    );
  }
  return lines.length === 0 ? '' : `It waits for:\n${lines.join('\n')}`;
}

/** The tally in one line: `120 of 300 done, 4 skipped, 1 failed; 12.0 MB`. */
export function tallyLine(tally: Tally, listed: boolean): string {
  const of = `${listed ? '' : 'at least '}${formatCount(tally.found)}`;
  const parts = [
    `${formatCount(tally.done)} of ${of} done`,
    `${formatCount(tally.skipped)} skipped`,
    `${formatCount(tally.failed)} failed`,
    ...(tally.cancelled > 0 ? [`${formatCount(tally.cancelled)} cancelled`] : []),
  ];
  return `${parts.join(', ')}; ${formatBytes(tally.doneBytes)} sent`;
}

function lanesLine({ wanted, now, tps }: JobProgress['concurrency']): string {
  const reduced = now < wanted ? ` (reduced from ${wanted}, the service asked for fewer)` : '';
  return `${now} operations at once${reduced}${tps === undefined ? '' : `, at most ${tps} a second`}.`;
}

function failures({ jobId, recentFailures }: JobProgress): string {
  if (recentFailures.length === 0) return '';
  const lines = recentFailures.map(({ item, kind, message }) => `- \`${item}\`: ${message} (${kind})`);
  return `Last failures (all: \`ferry jobs failures ${jobId}\`):\n${lines.join('\n')}`;
}

function folderTable(active: FolderProgress[]): string {
  if (active.length === 0) return '';
  const rows = active.map(({ folder, tally, listed, paused }) =>
    [
      `${folder === '' ? '(top)' : cell(folder)}${paused ? ' (paused)' : ''}`,
      formatCount(tally.done),
      `${listed ? '' : 'at least '}${formatCount(tally.found)}`,
      formatCount(tally.skipped),
      formatCount(tally.failed),
    ].join(' | '),
  );
  return [
    '| folder | done | of | skipped | failed |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function cell(text: string): string {
  return text.replace(/[|\\`*_]/g, '\\$&');
}
