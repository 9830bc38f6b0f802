import fc from 'fast-check';
import { cronLines, describeTimetable, parseLength, parseTimetable, TimetableError } from '../../src/core/schedule';

const here = { timeZone: 'Europe/Lisbon' };
const hourMs = 3_600_000;

test.each([
  ['every 6h', 6 * hourMs, 'every 6 hours'],
  ['every 30m', hourMs / 2, 'every 30 minutes'],
  ['every 2d', 48 * hourMs, 'every 2 days'],
  ['  EVERY   2 Days ', 48 * hourMs, 'every 2 days'],
  ['90m', 1.5 * hourMs, 'every 90 minutes'],
  ['every hour', hourMs, 'every hour'],
  ['every 24 hours', 24 * hourMs, 'every day'],
  ['every week', 168 * hourMs, 'every week'],
])('%j is every so often', (text, everyMs, words) => {
  const timetable = parseTimetable(text, here);
  expect(timetable).toEqual({ kind: 'interval', everyMs });
  expect(describeTimetable(timetable)).toBe(words);
});

test.each([
  ['0 3 * * *', '0 3 * * *', 'Europe/Lisbon'],
  ['*/10  8-18 * jan,jul mon-fri', '*/10 8-18 * jan,jul mon-fri', 'Europe/Lisbon'],
  ['0 3 * * 7', '0 3 * * 7', 'Europe/Lisbon'],
  ['CRON_TZ=Asia/Tokyo 0 3 * * *', '0 3 * * *', 'Asia/Tokyo'],
  ['TZ=UTC 0 3 * * *', '0 3 * * *', 'UTC'],
  ['0 3 * * 1-5 America/Sao_Paulo', '0 3 * * 1-5', 'America/Sao_Paulo'],
  ['@daily', '0 0 * * *', 'Europe/Lisbon'],
  ['@weekly Asia/Tokyo', '0 0 * * 0', 'Asia/Tokyo'],
])('%j is a cron line', (text, line, timeZone) => {
  const timetable = parseTimetable(text, here);
  expect(timetable).toEqual({ kind: 'cron', line, timeZone });
  expect(describeTimetable(timetable)).toBe(`at ${line} (${timeZone})`);
});

test.each([
  ['', 'Say when.'],
  ['sometimes', '"sometimes" does not say when.'],
  ['every now and then', '"every now and then" does not say when.'],
  ['every 0h', '"every 0h" is too short: from a minute to a year will do.'],
  ['every 400d', '"every 400d" is too long: from a minute to a year will do.'],
  ['every 10s', '"every 10s" does not say when.'],
  ['every -1h', '"every -1h" does not say when.'],
  ['0 3 * *', '"0 3 * *" has 4 fields; a cron line has 5: minute, hour, day, month, weekday.'],
  ['0 0 3 * * *', '"0 0 3 * * *" does not say when.'],
  ['60 3 * * *', '"60" is no minute: 0 to 59, as 5, 1-5, 1,15 or */10.'],
  ['0 24 * * *', '"24" is no hour: 0 to 23, as 5, 1-5, 1,15 or */10.'],
  ['0 3 0 * *', '"0" is no day of the month: 1 to 31, as 5, 1-5, 1,15 or */10.'],
  ['0 3 * foo *', '"foo" is no month: 1 to 12, as 5, 1-5, 1,15 or */10.'],
  ['0 3 * * 5-1', '"5-1" is no day of the week: 0 to 7, as 5, 1-5, 1,15 or */10.'],
  ['*/0 3 * * *', '"*/0" is no minute: 0 to 59, as 5, 1-5, 1,15 or */10.'],
  ['1,,2 3 * * *', '"1,,2" is no minute: 0 to 59, as 5, 1-5, 1,15 or */10.'],
  ['@sometimes', '"@sometimes" does not say when.'],
  ['0 3 * * * Mars/Olympus', 'There is no time zone "Mars/Olympus". They are called as Europe/Berlin is.'],
  ['CRON_TZ= 0 3 * * *', 'There is no time zone "". They are called as Europe/Berlin is.'],
])('%j is refused in words, with examples', (text, words) => {
  const parse = (): unknown => parseTimetable(text, here);
  expect(parse).toThrow(TimetableError);
  expect(parse).toThrow(
    `${words} Examples: "every 6h", "every 30m", "every 2d", "0 3 * * *", "0 3 * * 1-5 Europe/Berlin".`,
  );
});

test('where both days are named, either will do', () => {
  const of = (line: string): string[] => cronLines({ kind: 'cron', line, timeZone: 'UTC' });
  expect(of('0 3 1 * mon')).toEqual(['0 3 1 * *', '0 3 * * mon']);
  expect(of('0 3 1 * *')).toEqual(['0 3 1 * *']);
  expect(of('0 3 ? * mon')).toEqual(['0 3 * * mon']);
  expect(of('0 3 */2 * mon')).toEqual(['0 3 */2 * mon']);
});

test('any text is a timetable, or refused in words', () => {
  const word = fc.constantFrom(
    'every',
    '6h',
    '0',
    '3',
    '*',
    '*/5',
    '1-5',
    'mon',
    '@daily',
    'UTC',
    'CRON_TZ=UTC',
    'x',
    '-',
    '/',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      try {
        const timetable = parseTimetable(words.join(' '), here);
        if (timetable.kind === 'cron') expect(timetable.line.split(' ')).toHaveLength(5);
        else expect(timetable.everyMs).toBeGreaterThanOrEqual(60_000);
      } catch (error) {
        expect(error).toBeInstanceOf(TimetableError);
      }
    }),
  );
});

test.each([
  ['90m', 5_400_000],
  ['2h', 7_200_000],
  [' 1 d ', 86_400_000],
])('%j is a length of time', (text, ms) => {
  expect(parseLength(text)).toBe(ms);
});

test.each(['', '0h', 'h', '2 fortnights', '-1h'])('%j is none', (text) => {
  expect(() => parseLength(text)).toThrow(TimetableError);
});
