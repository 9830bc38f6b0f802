import type { State } from '../../src/state/state';
import { describeOnEach } from './databases';

describeOnEach('what is remembered', (database) => {
  let one: State;
  let two: State;
  beforeAll(async () => {
    one = await database.connect();
    two = await database.connect();
  });

  test('a checksum holds for its fingerprint only, the latest one', async () => {
    await one.checksums.record('local:/p/ä.jpg', 'v1', 'md5-1');
    expect(await two.checksums.find('local:/p/ä.jpg', 'v1')).toBe('md5-1');
    expect(await two.checksums.find('local:/p/ä.jpg', 'v2')).toBeUndefined();
    await one.checksums.record('local:/p/ä.jpg', 'v2', 'md5-2');
    expect(await two.checksums.find('local:/p/ä.jpg', 'v2')).toBe('md5-2');
    expect(await two.checksums.find('local:/p/ä.jpg', 'v1')).toBeUndefined();
  });

  test('an upload goes on for the version of the asset it began with, and for no other', async () => {
    const at = { uploadId: 'u1', nextByte: 5_000_000_000 };
    await one.uploadSessions.record('c:x', 'big', 'v1', { uploadId: 'u1', nextByte: 20 });
    await one.uploadSessions.record('c:x', 'big', 'v1', at);
    expect(await two.uploadSessions.find('c:x', 'big', 'v1')).toEqual(at);
    expect(await two.uploadSessions.find('c:x', 'big', 'v2')).toBeUndefined();
    expect(await two.uploadSessions.find('c:y', 'big', 'v1')).toBeUndefined();
    expect(await two.uploadSessions.latest('c:x', 'big')).toEqual(at);
    await one.uploadSessions.record('c:x', 'big', 'v2', { uploadId: 'u2', nextByte: 0 });
    expect(await two.uploadSessions.find('c:x', 'big', 'v1')).toBeUndefined();
    await one.uploadSessions.forget('c:x', 'big');
    expect(await two.uploadSessions.latest('c:x', 'big')).toBeUndefined();
  });

  test('facts are the latest found, each in its scope', async () => {
    await one.facts.set('c:x', 'folder_mode', 'fixed');
    await two.facts.set('c:x', 'folder_mode', 'dynamic');
    expect(await one.facts.get('c:x', 'folder_mode')).toBe('dynamic');
    expect(await one.facts.get('c:y', 'folder_mode')).toBeUndefined();
    expect(await one.facts.get('c:x', 'other')).toBeUndefined();
  });
});
