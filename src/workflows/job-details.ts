import { countOf, formatBytes, formatCount } from '../core/format';
import { showLocation } from '../core/location';
import { finishedCount, type Tally } from '../core/outcome';
import { describeClosedGate } from '../core/quota';
import type { JobSpec } from '../core/spec';
import { serviceWords } from '../core/sync';
import type { FolderProgress, HalfProgress, JobProgress } from './messages';

/** Rows of the folder table and lines of failures: what a glance can take in. */
const shownFailures = 5;

/**
 * A job as markdown for the Web UI: how it stands and what it waits for, how far it is, what failed, then the folders
 * at work. The table comes last, for Web UI 2.42 renders no paragraph after one.
 */
export function renderDetails(spec: JobSpec, progress: JobProgress): string {
  const { tally, folders, active, concurrency, listed } = progress;
  const of = `${folders.listed ? '' : 'at least '}${formatCount(folders.found)}`;
  return [
    `**${headline(progress)}** ${tallyLine(tally, listed)}`,
    list([...waits(progress), ...(progress.halves ?? []).map((half) => halfLine(progress.jobId, half))]),
    `${showLocation(spec.source)} to ${showLocation(spec.destination)}. Folders: ${formatCount(folders.finished)} of ${of} through. ${lanesLine(concurrency)}`,
    failures(progress),
    folderTable(active),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline({ phase, parked, paused, isStill, tally, listed }: JobProgress): string {
  if (phase === 'over') return tally.failed > 0 ? `Over, ${formatCount(tally.failed)} failed.` : 'Over.';
  if (phase === 'finishing') return 'Writing the report.';
  if (parked !== undefined) return 'Parked: it needs somebody.';
  if (paused !== undefined) return 'Paused.';
  if (isStill) return 'Waiting.';
  if (phase === 'starting') return 'Looking at source and destination.';
  return listed && tally.found > 0
    ? `Running, ${Math.floor((100 * finishedCount(tally)) / tally.found)} %.`
    : 'Running, still listing.';
}

/** What holds it up, and what somebody can do about that. */
function waits({ jobId, parked, paused, closedGates, isStill }: JobProgress): string[] {
  const again = `Then: \`ferry jobs resume ${jobId}\``;
  return [
    ...(parked === undefined ? [] : [`It needs somebody: ${parked.message} ${again}`]),
    ...(paused === undefined
      ? []
      : [`Paused by ${paused.who}${paused.why === undefined ? '' : ` (${paused.why})`}. ${again}`]),
    ...closedGates.map((gate) => `${isStill ? 'Waits' : 'Listing waits'}: ${describeClosedGate(gate)} (${gate.quota})`),
  ];
}

/** How one half of a job stands, and what it needs. */
function halfLine(jobId: string, { half, state, approval, need }: HalfProgress): string {
  const service = serviceWords(half);
  if (need !== undefined) return `${service} needs somebody: ${need.message} Then: \`ferry jobs resume ${jobId}\``;
  if (approval !== undefined) {
    const { deletions, albums } = approval;
    return `${service}: ${countOf(deletions, 'deletion')} in ${countOf(albums, 'album')} wait for \`ferry jobs approve ${jobId}\``;
  }
  return `${service}: ${halfWords[state]}`;
}

const halfWords: Record<HalfProgress['state'], string> = {
  listing: 'looking at what is there',
  working: 'at work',
  waiting: 'waiting',
  parked: 'parked',
  idle: 'through',
};

/** Markdown wants an empty line before a list: the parts are joined by one. */
function list(lines: string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
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
  const lines = recentFailures
    .slice(0, shownFailures)
    .map(({ item, kind, message }) => `\`${item}\`: ${message} (${kind})`);
  return `Last failures (all: \`ferry jobs failures ${jobId}\`):\n\n${list(lines)}`;
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
