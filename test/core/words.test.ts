import { consequenceOf, failureKinds, isFailureKind } from '../../src/core/failure';
import { formatBytes, formatCount, formatDuration } from '../../src/core/format';
import { formatLocation } from '../../src/core/location';
import { resourceTypeFor } from '../../src/core/media';
import { describeOperation, type Operation } from '../../src/core/operation';
import { emptyTally, finishedCount, sumTallies } from '../../src/core/outcome';
import { describeClosedGate } from '../../src/core/quota';
import { redactUrl } from '../../src/core/redact';

describe('media', () => {
  test.each([
    ['image', 'image', 'image'],
    ['image', 'video', undefined],
    ['image', 'other', undefined],
    ['video', 'image', undefined],
    ['video', 'video', 'video'],
    ['video', 'other', undefined],
    ['raw', 'image', 'raw'],
    ['raw', 'video', 'raw'],
    ['raw', 'other', 'raw'],
    ['auto', 'image', 'image'],
    ['auto', 'video', 'video'],
    ['auto', 'other', 'raw'],
  ] as const)('a job for %s stores %s content as %s', (wanted, media, stored) => {
    expect(resourceTypeFor(media, wanted)).toBe(stored);
  });
});

describe('failures', () => {
  test.each([
    ['RateLimited', 'at-reset', 'quota'],
    ['Transient', 'after-backoff', 'asset'],
    ['NotFound', 'never', 'asset'],
    ['InvalidAsset', 'never', 'asset'],
    ['Conflict', 'never', 'asset'],
    ['AuthFailed', 'after-resume', 'job'],
    ['QuotaExceeded', 'after-resume', 'job'],
    ['Unexpected', 'after-backoff', 'asset'],
  ] as const)('%s is tried again %s and stops the %s', (kind, again, stops) => {
    expect(consequenceOf(kind)).toEqual({ again, stops });
  });

  test('the table above is whole, and only its words are kinds', () => {
    expect(failureKinds).toHaveLength(8);
    expect(failureKinds.every(isFailureKind)).toBe(true);
    for (const text of ['Error', 'rateLimited', '', null, undefined]) expect(isFailureKind(text)).toBe(false);
  });
});

describe('numbers as people read them', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9950, '10 kB'],
    [12_345_678, '12 MB'],
    [999_600, '1.0 MB'],
    [2_000_000_000, '2.0 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes: %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));

  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1\u202f000'],
    [40_000, '40\u202f000'],
    [1_234_567, '1\u202f234\u202f567'],
  ])('%d: %s', (count, words) => expect(formatCount(count)).toBe(words));

  test.each([
    [-5, '0 ms'],
    [0.4, '0 ms'],
    [850, '850 ms'],
    [1000, '1 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [192_000, '3 min 12 s'],
    [3 * 3_600_000 + 12 * 60_000, '3 h 12 min'],
    [47 * 3_600_000, '47 h 0 min'],
    [49 * 3_600_000, '2 d 1 h'],
  ])('%d ms: %s', (ms, words) => expect(formatDuration(ms)).toBe(words));
});

test('a closed gate says why and until when, to the second only where there are seconds', () => {
  const gate = { quota: 'cloudinary:demo:admin', reason: 'Cloudinary limit' };
  expect(describeClosedGate({ ...gate, until: '2026-03-01T14:00:00.000Z' })).toBe(
    'Cloudinary limit until 14:00 UTC on 2026-03-01',
  );
  expect(describeClosedGate({ ...gate, until: '2026-03-01T15:30:07+01:00' })).toBe(
    'Cloudinary limit until 14:30:07 UTC on 2026-03-01',
  );
});

describe('tallies', () => {
  const one = { found: 10, done: 4, skipped: 3, failed: 2, cancelled: 1, foundBytes: 100, doneBytes: 40 };

  test('add up member by member', () => {
    const other = { found: 1, done: 1, skipped: 0, failed: 0, cancelled: 0, foundBytes: 7, doneBytes: 7 };
    expect(sumTallies([one, other, emptyTally()])).toEqual({
      found: 11,
      done: 5,
      skipped: 3,
      failed: 2,
      cancelled: 1,
      foundBytes: 107,
      doneBytes: 47,
    });
    expect(sumTallies([])).toEqual(emptyTally());
  });

  test('count every end', () => expect(finishedCount(one)).toBe(10));
});

test('a location reads as provider, root, and profile where there is one', () => {
  expect(formatLocation({ provider: 'local', root: '/photos' })).toBe('local:/photos');
  expect(formatLocation({ provider: 'cloudinary', profile: 'work', root: 'archive/2024' })).toBe(
    'work@cloudinary:archive/2024',
  );
});

test('every operation has a line that names its asset', () => {
  const operations: Operation[] = [
    {
      kind: 'transfer',
      item: 'a.jpg',
      bytes: 1,
      fingerprint: 'f',
      format: 'jpg',
      resourceType: 'image',
      to: 'x/a',
      onExisting: 'skip',
    },
    { kind: 'delete', item: 'a.jpg', target: 'x/a', resourceType: 'image' },
    { kind: 'move', item: 'a.jpg', target: 'x/a', to: 'y/a', resourceType: 'image' },
    { kind: 'attach', item: 'a.jpg', target: 'x/a', album: 'Summer' },
    { kind: 'save', item: 'image/upload/a.jpg', bytes: 1, fingerprint: 'f', to: 'demo/a.jpg' },
    { kind: 'migrate', item: 'row 000000007', row: 7, startByte: 1, endByte: 2 },
    { kind: 'probe', item: 'row 000000007', row: 7, startByte: 1, endByte: 2 },
  ];
  expect(operations.map(describeOperation)).toEqual([
    'a.jpg',
    'delete x/a',
    'move x/a to y/a',
    'put x/a into Summer',
    'demo/a.jpg',
    'row 7',
    'check row 7',
  ]);
});

test.each([
  ['postgres://ferry:s3cret@db:5432/state', 'postgres://***@db:5432/state'],
  ['postgres://ferry:s3@cr/et@db/state', 'postgres://***@db/state'],
  ['postgres://db/state?user=ferry&password=s3cret', 'postgres://db/state?user=ferry&password=***'],
  ['cloudinary://key:s3cret@demo?upload_prefix=http://x', 'cloudinary://***@demo?upload_prefix=http://x'],
  ['key:s3cret@demo', '***@demo'],
  ['/home/ferry/state.db', '/home/ferry/state.db'],
])('%s is shown as %s', (url, shown) => expect(redactUrl(url)).toBe(shown));
