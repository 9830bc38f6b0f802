import type { ZodError } from 'zod';
import { defaultsOf } from '../../src/client/cli/section-defaults';
import { specKey } from '../../src/jobs/spec-key';
import { sync } from '../../src/jobs/sync';
import { syncSpec } from '../support/sync-spec';

const faultsOf = (input: Record<string, unknown>): string => {
  try {
    sync.toSpec(input, { setting: () => undefined, cwd: '/home/ann' });
    return '';
  } catch (error) {
    return (error as ZodError).issues.map(({ message }) => message).join('\n');
  }
};

test('without a direction both are open, with one only that; nothing is deleted unless asked for', () => {
  expect(syncSpec('/albums').sync).toMatchObject({ upload: true, save: true, delete: false, approve: false });
  expect(syncSpec('/albums', { upload: true }).sync).toMatchObject({ upload: true, save: false });
  expect(syncSpec('/albums', { save: true }).sync).toMatchObject({ upload: false, save: true });
  expect(syncSpec('/albums', { delete: true, approve: true }).sync).toMatchObject({ delete: true, approve: true });
});

test('services are the halves, and the base folder is the root of Drive', () => {
  expect(syncSpec('/albums', { with: 'flickr' })).toMatchObject({
    destination: { provider: 'flickr', root: '' },
    sync: { services: [{ provider: 'flickr', root: '' }] },
  });
  expect(syncSpec('/albums', { with: 'both', baseFolder: '/Photos/Mine/', profile: 'ann' })).toMatchObject({
    destination: { provider: 'albums', root: 'ann@flickr: and ann@google-drive:Photos/Mine' },
    sync: {
      services: [
        { provider: 'flickr', profile: 'ann', root: '' },
        { provider: 'google-drive', profile: 'ann', root: 'Photos/Mine' },
      ],
      rootTitle: 'albums',
    },
  });
});

test('a wait between operations is one lane at that pace', () => {
  expect(syncSpec('/albums', { wait: 5, concurrency: 8 })).toMatchObject({ concurrency: 1, tps: 0.2 });
  expect(syncSpec('/albums', { concurrency: 8 }).tps).toBeUndefined();
});

test('one pattern or several, from a flag or from a file', () => {
  expect(syncSpec('/albums').sync).toMatchObject({ exclude: ['^\\.', '^__', '^@eaDir$'], excludeInTitle: ['^_'] });
  expect(syncSpec('/albums', { exclude: '^tmp$' }).sync.exclude).toEqual(['^tmp$']);
  expect(syncSpec('/albums', { exclude: ['a', 'b'] }).sync.exclude).toEqual(['a', 'b']);
});

test.each([
  ['no service', { dir: '/a' }, /--with flickr, --with drive or --with both/],
  ['another service', { dir: '/a', with: 'dropbox' }, /--with flickr/],
  ['a pattern that is none', { dir: '/a', with: 'both', exclude: ['(['] }, /"\(\[" is no regular expression/],
  ['approval of nothing', { dir: '/a', with: 'both', approve: true }, /without --delete there are none/],
  ['no operation at all', { dir: '/a', with: 'both', max: 0 }, />=1/],
])('%s is refused', (_name, input, words) => {
  expect(faultsOf(input)).toMatch(words);
});

test('the same albums with the same services are the same job, whatever its options', () => {
  const key = specKey(syncSpec('/albums'));
  expect(specKey(syncSpec('/albums', { delete: true, max: 3, concurrency: 1 }))).toBe(key);
  expect(specKey(syncSpec('/albums', { with: 'flickr' }))).not.toBe(key);
  expect(specKey(syncSpec('/elsewhere'))).not.toBe(key);
});

test('a section of ferry.yaml gives options by their names, and a name there is not is told', () => {
  expect(
    defaultsOf(sync, { with: 'both', 'exclude-in-title': ['^x'], base_folder: 'Pictures', delete: true, max: 9 }),
  ).toEqual({ with: 'both', excludeInTitle: ['^x'], baseFolder: 'Pictures', delete: true, max: 9 });
  expect(() => defaultsOf(sync, { exlude: ['x'] })).toThrow(
    /"sync" has no setting "exlude"\. Did you mean "exclude"\? It has: with, upload,/,
  );
});
