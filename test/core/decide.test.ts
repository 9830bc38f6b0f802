import { alreadyThere, decide, needsChecksum, otherContentThere } from '../../src/core/decide';

const bytes = 10;

describe('what to do with an asset', () => {
  test.each(['skip', 'overwrite', 'rename'] as const)('nothing is there: it is sent (%s)', (onExisting) => {
    expect(decide({ bytes, onExisting })).toEqual({ action: 'transfer' });
  });

  test.each(['skip', 'overwrite', 'rename'] as const)(
    'the same content is there: never sent again (%s)',
    (onExisting) => {
      expect(decide({ bytes, md5: 'm', existing: { etag: 'm' }, onExisting })).toEqual({
        action: 'skip',
        reason: alreadyThere,
      });
    },
  );

  test.each([
    ['skip', { action: 'skip', reason: otherContentThere }],
    ['overwrite', { action: 'transfer' }],
    ['rename', { action: 'transfer' }],
  ] as const)('other content is there: %s decides', (onExisting, decision) => {
    expect(decide({ bytes, md5: 'm', existing: { etag: 'n' }, onExisting })).toEqual(decision);
    expect(decide({ bytes, existing: { etag: 'n', bytes: 9 }, onExisting })).toEqual(decision);
  });

  test('content whose checksum nobody knows is never taken for the same', () => {
    expect(decide({ bytes, existing: {}, onExisting: 'overwrite' })).toEqual({ action: 'transfer' });
  });
});

test('content is read only where nothing but its checksum can tell', () => {
  expect(needsChecksum(10, undefined)).toBe(false);
  expect(needsChecksum(10, { bytes: 10 })).toBe(false);
  expect(needsChecksum(10, { etag: 'm', bytes: 11 })).toBe(false);
  expect(needsChecksum(10, { etag: 'm', bytes: 10 })).toBe(true);
  expect(needsChecksum(10, { etag: 'm' })).toBe(true);
});
