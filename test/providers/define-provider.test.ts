import { Readable } from 'node:stream';
import { defineProvider } from '../../src/providers/define-provider';
import { unmetered } from '../../src/providers/unmetered';
import { LocationCache } from '../../src/providers/location-cache';
import type { Source } from '../../src/providers/provider';
import { ProviderError } from '../../src/providers/provider-error';
import { openDestination, openSource, providerNamed } from '../../src/providers/registry';
import { upload } from '../../src/jobs/upload';
import { contextOf } from '../support/provider-context';

const signal = new AbortController().signal;
const context = contextOf();

/** A source whose content is the stream given, and whose other calls throw what is given. */
function sourceOf(stream: Readable, thrown: unknown): Source {
  const refuse = async () => {
    throw thrown;
  };
  return defineProvider<{ words: string }>({
    name: 'test',
    settingKeys: [],
    readSettings: () => ({ ok: true, settings: { words: 'classified' } }),
    source: () => ({
      scope: 'test:x',
      service: 'a test',
      quotas: [],
      check: () => {
        throw thrown;
      },
      folders: refuse,
      list: refuse,
      content: async () => ({ bytes: 3, fingerprint: 'f', open: async () => stream }),
    }),
    classify: (_error, { words }) => new ProviderError('Conflict', words),
  }).openSource?.('x', context) as Source;
}

async function read(source: Source): Promise<string> {
  const { open } = await source.content({ path: 'x' }, { signal });
  let text = '';
  for await (const piece of await open()) text += String(piece);
  return text;
}

describe('every call of a provider', () => {
  test('fails with a classified error, whether it throws or rejects', async () => {
    const source = sourceOf(Readable.from([]), new Error('raw'));
    for (const call of [
      () => source.check({ signal }),
      () => source.list({ folder: { path: '' }, limit: 1 }, { signal }),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'ProviderError', kind: 'Conflict', message: 'classified' });
    }
  });

  test('passes on what is classified already, and aborts', async () => {
    const own = new ProviderError('NotFound', 'mine');
    await expect(sourceOf(Readable.from([]), own).check({ signal })).rejects.toBe(own);
    const abort = new DOMException('stop', 'AbortError');
    await expect(sourceOf(Readable.from([]), abort).check({ signal })).rejects.toBe(abort);
  });

  test('hands out streams whole, and classifies what they break with', async () => {
    expect(await read(sourceOf(Readable.from([Buffer.from('ab'), Buffer.from('c')]), undefined))).toBe('abc');
    const broken = new Readable({
      read() {
        this.destroy(new Error('raw'));
      },
    });
    await expect(read(sourceOf(broken, undefined))).rejects.toMatchObject({ kind: 'Conflict' });
  });

  test('a stream that ends without its end is a failure, not a short asset', async () => {
    const cut = new Readable({ read: () => undefined });
    cut.push('a');
    cut.once('data', () => cut.destroy());
    await expect(read(sourceOf(cut, undefined))).rejects.toMatchObject({ kind: 'Conflict' });
  });

  test('a stream that says nothing is destroyed with the one handed out', async () => {
    const silent = new Readable({ read: () => undefined });
    const stream = await (await sourceOf(silent, undefined).content({ path: 'x' }, { signal })).open();
    const closed = new Promise((resolve) => silent.once('close', resolve));
    stream.destroy();
    await closed;
    expect(silent.destroyed).toBe(true);
  });
});

describe('the registry', () => {
  test('names those there are when asked for another', () => {
    expect(() => providerNamed('ftp')).toThrow(
      'There is no provider "ftp". There are: local, cloudinary, google-drive, dropbox, flickr.',
    );
  });

  test('opens what it names, for reading and for writing', () => {
    expect(openSource({ provider: 'local', root: '/photos' }, context).scope).toBe('local:/photos');
    expect(openDestination({ provider: 'local', root: '/photos' }, context).scope).toBe('local:/photos');
  });

  test('a location opened without credentials says what to set', () => {
    const open = () => providerNamed('cloudinary').openDestination?.('', context);
    expect(open).toThrow(
      expect.objectContaining({
        kind: 'AuthFailed',
        message: expect.stringContaining('CLOUDINARY_URL') as string,
      }) as Error,
    );
    expect(providerNamed('cloudinary').checkSettings(() => undefined)).toHaveLength(1);
    expect(providerNamed('local').checkSettings(() => undefined)).toEqual([]);
  });
});

test('locations are opened once, by the profile of each, and anew when credentials were mended', () => {
  const asked: string[] = [];
  let loads = 0;
  const load = () => {
    loads += 1;
    return {
      setting(key: string, profile?: string) {
        asked.push(profile ?? 'default');
        return key === 'CLOUDINARY_URL' ? 'cloudinary://k:s@demo' : undefined;
      },
    };
  };
  const cache = new LocationCache(
    load,
    {
      get: async () => undefined,
      set: async () => undefined,
      claim: async (_scope, _name, value) => value,
    },
    unmetered,
  );
  const spec = (options: object) => upload.toSpec({ dir: '/x', ...options }, { setting: () => undefined, cwd: '/' });
  const first = cache.destination(spec({}));
  expect(cache.destination(spec({ tags: ['other job'] }))).toBe(first);
  expect(cache.destination(spec({ leaveQuota: 5 }))).not.toBe(first);
  expect(cache.source(spec({}))).toBe(cache.source(spec({ folder: 'elsewhere' })));
  expect(new Set(asked)).toEqual(new Set(['default']));
  cache.destination(spec({ profile: 'work' }));
  expect(new Set(asked)).toEqual(new Set(['default', 'work']));
  expect(loads).toBe(1);
  cache.forget();
  expect(cache.destination(spec({}))).not.toBe(first);
  expect(loads).toBe(2);
});
