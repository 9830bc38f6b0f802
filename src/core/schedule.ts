/** When something is done again and again. */
export type Timetable =
  /** Every so often, counted from 1970-01-01 00:00 UTC: every 6 hours is 0:00, 6:00, 12:00 and 18:00 UTC. */
  | { kind: 'interval'; everyMs: number }
  /** A cron line of five fields, by the clock of a time zone. */
  | { kind: 'cron'; line: string; timeZone: string };

/** A text says no timetable; the message has examples. */
export class TimetableError extends Error {
  override readonly name = 'TimetableError';

  constructor(what: string) {
    super(`${what} Examples: ${timetableExamples.join(', ')}.`);
  }
}

/** Ways to say when. */
export const timetableExamples = [
  '"every 6h"',
  '"every 30m"',
  '"every 2d"',
  '"0 3 * * *"',
  '"0 3 * * 1-5 Europe/Berlin"',
];

const minuteMs = 60_000;
const unitsMs = { m: minuteMs, h: 60 * minuteMs, d: 24 * 60 * minuteMs, w: 7 * 24 * 60 * minuteMs };
const unitWords = { w: 'week', d: 'day', h: 'hour', m: 'minute' };
type Unit = keyof typeof unitsMs;

const longestIntervalMs = 366 * unitsMs.d;

const interval = /^(?:every\s+)?(\d+)?\s*(m|mins?|minutes?|h|hours?|d|days?|w|weeks?)$/i;

/** What cron calls times that many want, as it writes them. */
const nicknames: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const weekdays = 'sun mon tue wed thu fri sat'.split(' ');

interface Field {
  name: string;
  least: number;
  most: number;
  /** Words for numbers, the first for `least`. */
  words: string[];
}

const fields: Field[] = [
  { name: 'minute', least: 0, most: 59, words: [] },
  { name: 'hour', least: 0, most: 23, words: [] },
  { name: 'day of the month', least: 1, most: 31, words: [] },
  { name: 'month', least: 1, most: 12, words: months },
  { name: 'day of the week', least: 0, most: 7, words: weekdays },
];

/**
 * Reads when something is to be done: `every 6h`, `30m`, a cron line, or one of cron's nicknames. A cron line may begin
 * with `CRON_TZ=Europe/Berlin` or end with `Europe/Berlin`.
 * @param timeZone Whose clock a cron line means that names none.
 * @throws {TimetableError} saying what is wrong with it.
 */
export function parseTimetable(text: string, { timeZone }: { timeZone: string }): Timetable {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) throw new TimetableError('Say when.');
  const found = interval.exec(words.join(' '));
  if (found !== null) return parseInterval(text, found[1], found[2] ?? '');
  const zone = takeZone(words) ?? timeZone;
  const line = words.length === 1 ? nicknames[words[0]?.toLowerCase() ?? ''] : words.join(' ');
  if (line === undefined || words.length > fields.length) throw notUnderstood(text);
  const parts = line.split(' ');
  if (parts.length !== fields.length) {
    if (!/^[\d*@]/.test(text.trim())) throw notUnderstood(text);
    throw new TimetableError(
      `"${text}" has ${parts.length} fields; a cron line has 5: minute, hour, day, month, weekday.`,
    );
  }
  fields.forEach((field, index) => mustFit(parts[index] ?? '', field));
  return { kind: 'cron', line: parts.join(' '), timeZone: zone };
}

function parseInterval(text: string, count = '1', unit: string): Timetable {
  const everyMs = Number(count) * unitsMs[unit[0]?.toLowerCase() as Unit];
  if (everyMs < minuteMs || everyMs > longestIntervalMs) {
    throw new TimetableError(
      `"${text}" is too ${everyMs < minuteMs ? 'short' : 'long'}: from a minute to a year will do.`,
    );
  }
  return { kind: 'interval', everyMs };
}

/** Takes the name of a time zone off either end of a cron line. */
function takeZone(words: string[]): string | undefined {
  const first = /^(?:CRON_)?TZ=(.*)$/i.exec(words[0] ?? '')?.[1];
  if (first !== undefined) words.shift();
  const last = words.length === fields.length + 1 || /^@/.test(words[0] ?? '') ? words.at(-1) : undefined;
  const isLastZone = last !== undefined && words.length > 1 && /^[a-z]/i.test(last);
  const zone = first ?? (isLastZone ? words.pop() : undefined);
  if (zone === undefined) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new TimetableError(`There is no time zone "${zone}". They are called as Europe/Berlin is.`);
  }
}

/** @throws {TimetableError} when a field is no list of numbers, words, ranges and steps that fit. */
function mustFit(text: string, field: Field): void {
  for (const part of text.split(',')) {
    const [, from, to, step] = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const isAll = from === '*' || from === '?';
    const least = isAll ? field.least : numberOf(from, field);
    const most = to === undefined ? least : numberOf(to, field);
    const isFitting =
      least !== undefined && most !== undefined && most >= least && step !== '0' && !(isAll && to !== undefined);
    if (isFitting) continue;
    throw new TimetableError(
      `"${text}" is no ${field.name}: ${field.least} to ${field.most}, as 5, 1-5, 1,15 or */10.`,
    );
  }
}

function numberOf(text: string | undefined, { least, most, words }: Field): number | undefined {
  const word = words.indexOf(text?.toLowerCase() ?? '');
  const number = word >= 0 ? word + least : /^\d+$/.test(text ?? '') ? Number(text) : undefined;
  return number !== undefined && number >= least && number <= most ? number : undefined;
}

function notUnderstood(text: string): TimetableError {
  return new TimetableError(`"${text}" does not say when.`);
}

/** The cron lines of a timetable for a scheduler that wants all fields to fit: cron takes either day where both are named. */
export function cronLines({ line }: Extract<Timetable, { kind: 'cron' }>): string[] {
  const [minute, hour, day, month, weekday] = line.replaceAll('?', '*').split(' ');
  const named = (field: string | undefined): boolean => field?.startsWith('*') === false;
  if (!named(day) || !named(weekday)) return [[minute, hour, day, month, weekday].join(' ')];
  return [`${minute} ${hour} ${day} ${month} *`, `${minute} ${hour} * ${month} ${weekday}`];
}

/** When, in words: `every 6 hours`, `at 0 3 * * * (Europe/Berlin)`. */
export function describeTimetable(timetable: Timetable): string {
  if (timetable.kind === 'cron') return `at ${timetable.line} (${timetable.timeZone})`;
  const { everyMs } = timetable;
  const unit = (['w', 'd', 'h', 'm'] as const).find((one) => everyMs % unitsMs[one] === 0) ?? 'm';
  const count = everyMs / unitsMs[unit];
  return count === 1 ? `every ${unitWords[unit]}` : `every ${count} ${unitWords[unit]}s`;
}

/** Reads a length of time: `90m`, `2h`, `1d`. @throws {TimetableError} when it is none. */
export function parseLength(text: string): number {
  const found = /^(\d+)\s*(m|h|d|w)$/i.exec(text.trim());
  if (found === null || Number(found[1]) === 0) {
    throw new TimetableError(`"${text}" is no length of time: 90m, 2h and 1d are.`);
  }
  return Number(found[1]) * unitsMs[found[2]?.toLowerCase() as Unit];
}
