import { z } from 'zod';
import type { JobSpec, TransferSpec } from '../../src/core/spec';
import { jobTypes } from '../../src/jobs';
import { specKey } from '../../src/jobs/spec-key';
import { upload } from '../../src/jobs/upload';

function spec(input: Record<string, unknown> = {}, settings: Record<string, string> = {}, cwd = '/work'): TransferSpec {
  return upload.toSpec({ dir: 'photos', ...input }, { setting: (key) => settings[key], cwd });
}

/** Every fault of an input, as `field: message`. */
function faultsOf(input: unknown, settings: Record<string, string> = {}): string[] {
  try {
    upload.toSpec(input, { setting: (key) => settings[key], cwd: '/' });
  } catch (error) {
    if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw error;
  }
  return [];
}

describe('the spec of an upload', () => {
  test('with nothing said', () => {
    expect(spec()).toEqual({
      type: 'upload',
      name: 'photos',
      source: { provider: 'local', root: '/work/photos' },
      destination: { provider: 'cloudinary', profile: undefined, root: '' },
      planner: 'transfer',
      transfer: {
        recursive: true,
        wanted: 'image',
        onExisting: 'skip',
        onCollision: 'suffix',
        useFilename: true,
        uniqueFilename: false,
        via: 'worker',
        shrinkOverBytes: undefined,
        attributes: { tags: [], context: {}, metadata: {}, preset: undefined, eager: [] },
      },
      concurrency: 10,
      tps: undefined,
      leaveQuota: 0,
      folders: expect.any(Number) as number,
      pageSize: 500,
      reportPath: undefined,
    });
  });

  test('with everything said', () => {
    const made = spec({
      dir: '/abs/My Photos',
      concurrency: 15,
      folder: ' /Shop & Co/ 2026 ',
      recursive: false,
      onExisting: 'rename',
      onCollision: 'fail',
      resourceType: 'auto',
      tags: ['autumn', 'new'],
      context: { alt: 'a=b' },
      metadata: { sku: '007' },
      preset: 'signed',
      eager: ['w_200', 'w_400/png'],
      shrinkOver: 20_000_000,
      tps: 0.5,
      leaveQuota: 100,
      profile: 'work',
      output: 'out/result.csv',
      pageSize: 1000,
    });
    expect(made).toMatchObject({
      name: 'my_photos',
      source: { provider: 'local', root: '/abs/My Photos' },
      destination: { provider: 'cloudinary', profile: 'work', root: 'Shop_and_Co/2026' },
      transfer: {
        recursive: false,
        wanted: 'auto',
        onExisting: 'rename',
        onCollision: 'fail',
        shrinkOverBytes: 20_000_000,
        attributes: {
          tags: ['autumn', 'new'],
          context: { alt: 'a=b' },
          metadata: { sku: '007' },
          preset: 'signed',
          eager: ['w_200', 'w_400/png'],
        },
      },
      concurrency: 15,
      tps: 0.5,
      leaveQuota: 100,
      pageSize: 1000,
      reportPath: '/work/out/result.csv',
    });
  });

  test('settings stand in for what is not said, and what is said goes first', () => {
    const settings = { CLOUDINARY_FOLDER: 'from/settings', USE_FILENAME: 'False', UNIQUE_FILENAME: ' YES ' };
    expect(spec({}, settings)).toMatchObject({
      destination: { root: 'from/settings' },
      transfer: { useFilename: false, uniqueFilename: true },
    });
    expect(spec({ folder: 'said', useFilename: true, uniqueFilename: false }, settings)).toMatchObject({
      destination: { root: 'said' },
      transfer: { useFilename: true, uniqueFilename: false },
    });
    expect(spec({ folder: '' }, settings).destination.root).toBe('');
    expect(spec({}, { USE_FILENAME: '' }).transfer.useFilename).toBe(true);
  });

  test.each([
    ['/', 'unnamed'],
    ['/photos/Été 2026 (neu)', 'ete_2026_-neu-'],
    ['/photos/写真', '写真'],
    ['/photos/🎉', '-'],
    [`/photos/${'𠀀'.repeat(60)}`, '𠀀'.repeat(40)],
  ])('%s has a name that may stand in a job id: %s', (dir, name) => expect(spec({ dir }).name).toBe(name));
});

describe('bad input', () => {
  test('every fault is named at once', () => {
    const faults = faultsOf({
      dir: '',
      concurrency: 0,
      onExisting: 'ask',
      resourceType: 'film',
      tags: [''],
      context: { alt: 3 },
      shrinkOver: 5,
      tps: 0,
      leaveQuota: -1,
      pageSize: 1001,
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'dir',
      'concurrency',
      'onExisting',
      'resourceType',
      'tags.0',
      'context.alt',
      'shrinkOver',
      'tps',
      'leaveQuota',
      'pageSize',
    ]);
    expect(faults[0]).toBe('dir: Name the folder to upload.');
    expect(faults[6]).toContain('--shrink-over must be at least 10kB.');
  });

  test.each([[{ concurrency: 501 }], [{ concurrency: 1.5 }], [{ concurrency: Number.NaN }], [{ concurrency: '10' }]])(
    '%j is no concurrency',
    (input) => expect(faultsOf({ dir: 'x', ...input })).toHaveLength(1),
  );

  test('a setting that is neither true nor false says which one it is', () => {
    expect(faultsOf({ dir: 'x' }, { USE_FILENAME: 'maybe' })).toEqual([
      'USE_FILENAME: USE_FILENAME must be true or false, not "maybe".',
    ]);
  });
});

describe('which starts are the same job', () => {
  test('speed, page size and where the report goes make no difference', () => {
    const key = specKey(spec());
    expect(specKey(spec({ concurrency: 3, tps: 2, pageSize: 10, leaveQuota: 5, output: 'x.csv' }))).toBe(key);
  });

  test.each([
    [{ dir: 'other' }],
    [{ folder: 'f' }],
    [{ profile: 'work' }],
    [{ recursive: false }],
    [{ onExisting: 'overwrite' }],
    [{ resourceType: 'auto' }],
    [{ uniqueFilename: true }],
    [{ tags: ['a'] }],
  ])('%j makes another one', (input) => expect(specKey(spec(input))).not.toBe(specKey(spec())));

  test('a spec that was stored and read again has the same key', () => {
    const made = spec({ tags: ['a'], context: { b: 'c' } });
    expect(specKey(JSON.parse(JSON.stringify(made)) as JobSpec)).toBe(specKey(made));
  });
});

test('every job type is what a command can be made of', () => {
  expect(jobTypes.map(({ name }) => name)).toContain('upload');
  for (const { name, summary, options, arguments: args, examples } of jobTypes) {
    expect(summary).not.toBe('');
    expect(examples.every((example) => example.startsWith(`ferry ${name}`))).toBe(true);
    const flags = options.map((option) => option.flags);
    expect(new Set(flags).size).toBe(flags.length);
    for (const { summary: words, field } of [...options, ...args]) {
      expect(words).not.toBe('');
      expect(field).toMatch(/^[a-z][A-Za-z]*$/);
    }
  }
});
