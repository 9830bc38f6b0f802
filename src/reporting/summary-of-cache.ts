import { formatBytes, formatCount, formatDuration } from '../core/format';
import type { OldBatchCache, OldCache, OldUploadCache } from './old-cache';
import { oldErrorKind } from './old-error-kind';

/** Failures that are named one by one. */
const namedAtMost = 20;

/** An old cache in a few lines of text: counts, sizes, times, failures by kind. */
export function summariseOldCache(cache: OldCache): string {
  const { name, source, lastRun, unreadable } = cache;
  return [
    `${name}: ${cache.kind === 'batch' ? 'a batch' : 'uploads'} of the old scripts`,
    ...(source === undefined ? [] : [`Of         ${source}`]),
    ...(lastRun === undefined ? [] : [`Last run   ${lastRun}`]),
    '',
    ...(cache.kind === 'batch' ? batchLines(cache) : uploadLines(cache)),
    ...(unreadable.length === 0 ? [] : [`Unreadable ${formatCount(unreadable.length)} entries`]),
    '',
  ].join('\n');
}

function uploadLines({ uploads }: OldUploadCache): string[] {
  const stored = uploads.filter(({ status }) => status === 'uploaded');
  const skipped = uploads.filter(({ status }) => status === 'skipped');
  const failed = uploads.filter(({ status }) => status === 'failed');
  const pngs = uploads.filter(({ url, jpgUrl }) => jpgUrl !== undefined && /\.png(?:$|[?#])/i.test(url ?? ''));
  return [
    `Uploaded   ${formatCount(stored.length)}${sizeWords(stored)}`,
    ...(skipped.length === 0 ? [] : [`Skipped    ${formatCount(skipped.length)}`]),
    `Failed     ${formatCount(failed.length)}`,
    ...kindLines(failed.map(({ kind }) => kind ?? 'Unexpected')),
    `PNG        ${formatCount(pngs.length)} with a JPEG URL, in the column jpg_url`,
    ...timeLines(stored.flatMap(({ at }) => (at === undefined ? [] : [at]))),
    ...tookLines(
      'One upload',
      stored.flatMap(({ tookMs }) => (tookMs === undefined ? [] : [tookMs])),
    ),
    ...largestLine(stored),
    ...failureLines(failed.map(({ item, error }) => `${item}: ${error ?? ''}`)),
  ];
}

function batchLines({ folders }: OldBatchCache): string[] {
  const sum = (pick: (folder: OldBatchCache['folders'][number]) => number): string =>
    formatCount(folders.reduce((total, folder) => total + pick(folder), 0));
  const troubled = folders.filter(({ status }) => status === 'partial' || status === 'failed');
  const errors = troubled.flatMap(({ error }) => (error === undefined ? [] : [oldErrorKind(error)]));
  return [
    `Folders    ${formatCount(folders.length)}`,
    ...kindLines(folders.map(({ status }) => status)),
    `Images     ${sum(({ total }) => total)}`,
    `Uploaded   ${sum(({ uploaded }) => uploaded)}`,
    `Skipped    ${sum(({ skipped }) => skipped)}`,
    `Failed     ${sum(({ failed }) => failed)}`,
    ...kindLines(errors),
    ...timeLines(folders.flatMap(({ at }) => (at === undefined ? [] : [at]))),
    ...tookLines(
      'One folder',
      folders.flatMap(({ tookMs }) => (tookMs === undefined ? [] : [tookMs])),
    ),
    ...failureLines(
      troubled.map(
        ({ name, status, error, failed, total }) => `${name}: ${status}: ${error ?? `${failed} of ${total} failed`}`,
      ),
    ),
  ];
}

function sizeWords(stored: OldUploadCache['uploads']): string {
  const sizes = stored.flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes]));
  if (sizes.length === 0) return '';
  const known = sizes.length === stored.length ? '' : `, the sizes of ${formatCount(sizes.length)} are known`;
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  return ` (${formatBytes(total)}${known}; ${formatBytes(Math.round(total / sizes.length))} on average)`;
}

function kindLines(words: string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([word, count]) => `           ${formatCount(count)} ${word}`);
}

/** The scripts wrote when each upload ended; how long all took is between the first and the last. */
function timeLines(instants: string[]): string[] {
  const known = instants.filter((at) => !Number.isNaN(Date.parse(at))).sort((a, b) => Date.parse(a) - Date.parse(b));
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return [];
  const spanMs = Date.parse(last) - Date.parse(first);
  const rate = spanMs < 1000 ? '' : `, ${(((known.length - 1) * 60_000) / spanMs).toFixed(1)} a minute`;
  return [`From ${first} to ${last}: ${formatDuration(spanMs)}${rate}`];
}

function tookLines(what: string, times: number[]): string[] {
  if (times.length === 0) return [];
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const longest = times.reduce((most, ms) => Math.max(most, ms), 0);
  return [`${what} took ${formatDuration(mean)} on average, ${formatDuration(longest)} at most`];
}

function largestLine(stored: OldUploadCache['uploads']): string[] {
  let largest = { item: '', bytes: 0 };
  for (const { item, bytes = 0 } of stored) if (bytes > largest.bytes) largest = { item, bytes };
  return largest.bytes === 0 ? [] : [`The largest was ${largest.item} (${formatBytes(largest.bytes)})`];
}

function failureLines(failures: string[]): string[] {
  if (failures.length === 0) return [];
  const rest = failures.length - namedAtMost;
  const more = rest > 0 ? [`  and ${formatCount(rest)} more: they are in the CSV`] : [];
  return ['', 'Failures:', ...failures.slice(0, namedAtMost).map((line) => `  ${line}`), ...more];
}
