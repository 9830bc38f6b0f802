import { Readable } from 'node:stream';
import type { RemotePhoto } from '../../src/core/sync';
import type { Albums, RemoteAlbum } from '../../src/providers/albums';
import { openAlbums } from '../../src/providers/registry';
import { md5Of } from './album-sides';
import { smallPhoto } from './photo-tree';
import { contextOf } from './provider-context';

/** What somebody does with the albums of a service, beside ferry. Contents are small photos told apart by a mark. */
export interface RemoteAlbums {
  add(album: string, name: string, mark?: string): Promise<RemotePhoto>;
  replace(album: string, name: string, mark: string): Promise<void>;
  rename(album: string, name: string, to: string): Promise<void>;
  move(album: string, name: string, to: string): Promise<void>;
  delete(album: string, name: string): Promise<void>;
}

/** Opens a service's albums with the credentials of a world. */
export function remoteAlbums(
  { environment }: { environment: Record<string, string> },
  half: string,
  root = '',
): RemoteAlbums {
  const albums = openAlbums({ provider: half, root }, contextOf(environment));
  const options = { signal: AbortSignal.timeout(60_000) };
  const session = { find: async () => undefined, record: async () => undefined, forget: async () => undefined };

  async function find(album: string, name: string): Promise<RemotePhoto> {
    for (const one of await allAlbums(albums)) {
      if (one.name !== album) continue;
      let cursor: string | undefined;
      do {
        const page = await albums.photos({ album: one, cursor }, options);
        const photo = page.entries.find((entry) => entry.name === name);
        if (photo !== undefined) return photo;
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    throw new Error(`There is no ${name} in ${album}.`);
  }

  async function content(mark: string) {
    const bytes = await smallPhoto(mark);
    const md5 = md5Of(bytes);
    return {
      bytes: bytes.length,
      fingerprint: md5,
      md5,
      open: async (start = 0) => Readable.from([bytes.subarray(start)]),
    };
  }

  return {
    async add(album, name, mark = `${album}/${name}`) {
      return albums.add(
        {
          to: { albumName: album, name },
          content: await content(mark),
          privacy: 'private',
          tags: [],
          session,
          onProgress: () => undefined,
        },
        options,
      );
    },
    async replace(album, name, mark) {
      const photo = await find(album, name);
      await albums.replace({ photo, content: await content(mark), session, onProgress: () => undefined }, options);
    },
    async rename(album, name, to) {
      const photo = await find(album, name);
      await albums.arrange({ photo, to: { albumId: photo.albumId, albumName: album, name: to } }, options);
    },
    async move(album, name, to) {
      await albums.arrange({ photo: await find(album, name), to: { albumName: to, name } }, options);
    },
    async delete(album, name) {
      await albums.remove({ photo: await find(album, name) }, options);
    },
  };
}

async function allAlbums(albums: Albums): Promise<RemoteAlbum[]> {
  const found: RemoteAlbum[] = [];
  let cursor: string | undefined;
  do {
    const page = await albums.albums({ cursor }, { signal: AbortSignal.timeout(60_000) });
    found.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}
