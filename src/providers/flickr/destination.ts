import { folderOf, joinPath, nameOf } from '../../core/naming';
import type { Page } from '../../core/asset';
import type { RemotePhoto } from '../../core/sync';
import { md5OfContent } from '../md5';
import { ProviderError } from '../provider-error';
import type { Destination, PutAnswer, PutRequest, StoredAsset } from '../provider';
import { allAlbums } from './album-finder';
import { flickrAlbums } from './albums';
import { service } from './classify';
import type { FlickrClient } from './client';
import { byAge } from './distinct-names';
import { FolderIndex } from './folder-index';
import { loosePhotos } from './loose-photos';
import { toRemote } from './photo-facts';

/** The cursor of a listing that has shown what is in no album, and no album yet. */
const beforeAlbums = '0';

/**
 * A Flickr account as a destination: a path's folder is an album's title, its last part a photo's name; what has no folder
 * is in no album. Photos are private.
 */
export function flickrDestination(client: FlickrClient): Destination {
  const albums = flickrAlbums(client);
  const index = new FolderIndex(client);

  async function find(path: string, signal: AbortSignal): Promise<{ albumId?: string; photo?: RemotePhoto }> {
    const { albumId, photos } = await index.contentOf(folderOf(path), signal);
    return { albumId, photo: photos.get(nameOf(path)) };
  }

  /** The same with its length, which listings do not tell. `undefined`: it has gone meanwhile, or has other content. */
  async function sized(photo: RemotePhoto | undefined, signal: AbortSignal): Promise<RemotePhoto | undefined> {
    if (photo === undefined || photo.bytes !== undefined) return photo;
    return { ...photo, bytes: (await albums.content(photo, { signal })).bytes };
  }

  async function put(request: PutRequest, signal: AbortSignal): Promise<PutAnswer> {
    const { path, content, ifExists, attributes, session, onProgress } = request;
    const [folder, name] = [folderOf(path), nameOf(path)];
    const { albumId, photo } = await find(path, signal);
    if (photo !== undefined && ifExists === 'keep') {
      const there = (await sized(photo, signal)) ?? photo;
      const isSameContent =
        there.md5 === undefined || there.bytes !== content.bytes
          ? false
          : there.md5 === (content.md5 ?? (await md5OfContent(content, signal)));
      return { stored: toStored(path, there), existed: true, isSameContent };
    }
    const md5 = content.md5 ?? (await md5OfContent(content, signal));
    const sent = { content: { ...content, md5 }, session, onProgress };
    const stored =
      photo === undefined
        ? await albums.add(
            { ...sent, to: { albumId, albumName: folder, name }, privacy: 'private', tags: attributes.tags },
            { signal },
          )
        : await albums.replace({ ...sent, photo }, { signal });
    const sizedPhoto = { ...stored, bytes: content.bytes };
    await index.note(folder, name, sizedPhoto);
    return { stored: toStored(path, sizedPhoto), existed: false, sentMd5: md5 };
  }

  return {
    scope: `flickr:${client.settings.account}`,
    service,
    quotas: { listing: [client.quota], writing: [client.quota] },

    async check({ signal }) {
      await client.whoAmI(signal);
    },

    async list({ root, cursor }, { signal }): Promise<Page<StoredAsset>> {
      if (cursor === undefined && root === '') {
        const photos = (await loosePhotos(client, signal)).flatMap((facts) => toRemote('', facts) ?? []);
        return { entries: photos.map((photo) => toStored(photo.name, photo)), cursor: beforeAlbums };
      }
      const all = (await allAlbums(client, signal)).sort((a, b) => byAge(a.id, b.id));
      const left = all
        .filter(({ name }) => root === '' || name === root || name.startsWith(`${root}/`))
        .filter(({ id }) => byAge(id, cursor ?? beforeAlbums) > 0);
      const [album] = left;
      if (album === undefined) return { entries: [] };
      const entries = (await albums.photos({ album }, { signal })).entries.map((photo) =>
        toStored(joinPath(album.name, photo.name), photo),
      );
      return { entries, ...(left.length === 1 ? {} : { cursor: album.id }) };
    },

    async stat({ path }, { signal }) {
      const found = await sized((await find(path, signal)).photo, signal);
      return found === undefined ? undefined : toStored(path, found);
    },

    async put(request, { signal }) {
      try {
        return await put(request, signal);
      } catch (error) {
        // What is there is not what was thought: the next attempt looks anew.
        index.forget(folderOf(request.path));
        throw error;
      }
    },

    async delete({ path }, { signal }) {
      const { photo } = await find(path, signal);
      if (photo === undefined) return;
      await albums.remove({ photo }, { signal });
      await index.note(folderOf(path), nameOf(path), undefined);
    },

    async move({ path, to }, { signal }) {
      const { photo } = await find(path, signal);
      if (photo === undefined) throw new ProviderError('NotFound', `Flickr: there is no ${path}.`, { service });
      const place = { albumName: folderOf(to), name: nameOf(to) };
      const moved = await albums.arrange({ photo, to: place }, { signal });
      await index.note(folderOf(path), nameOf(path), undefined);
      await index.note(folderOf(to), nameOf(to), moved);
    },

    health: (options) => albums.health?.(options) ?? Promise.resolve({ words: 'not asked' }),
    probe: (options) => albums.probe?.(options) ?? Promise.resolve(),
  };
}

function toStored(path: string, { id, md5: etag, bytes }: RemotePhoto): StoredAsset {
  return {
    path,
    resourceType: 'raw',
    ...(etag === undefined ? {} : { etag }),
    ...(bytes === undefined ? {} : { bytes }),
    result: {
      publicId: path,
      assetId: id,
      ...(bytes === undefined ? {} : { bytes }),
      ...(etag === undefined ? {} : { etag }),
    },
  };
}
