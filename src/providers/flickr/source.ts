import type { Asset, Folder, Oddity, SourceRef } from '../../core/asset';
import { mediaByName } from '../../core/media-by-name';
import { folderOf, joinPath } from '../../core/naming';
import { ProviderError } from '../provider-error';
import type { AssetPage, FolderPage, Source } from '../provider';
import { allAlbums } from './album-finder';
import { albumPhotos } from './album-photos';
import { FlickrCallError } from './call-error';
import { service } from './classify';
import type { FlickrClient } from './client';
import { byAge, distinctNames, pathName, pathOfTitle } from './distinct-names';
import { fileNameOf } from './file-name';
import { healthOf } from './health';
import { loosePhotos } from './loose-photos';
import { Originals } from './originals';
import type { PhotoFacts } from './photo-facts';

/** A photo with its path. */
interface Found {
  path: string;
  facts: PhotoFacts;
}

/** Originals whose lengths are asked for at once: the image host wants few (it tells too many by 429). */
const askedAtOnce = 4;
/** More folders than a job lists at once. */
const rememberedFolders = 32;

/**
 * A Flickr account as a source: `Album title/photo.jpg`; what is in no album lies at the top. With a root, the albums whose
 * titles begin with it.
 */
export function flickrSource(root: string, client: FlickrClient): Source {
  const originals = new Originals(client);
  const top = root === '' ? '' : pathOfTitle(root);
  const listings = new Map<string, Found[]>();
  let folders: Folder[] | undefined;

  /** Folders below the root, the root first, then in the order of their albums' ids; `ref` is that. */
  async function allFolders(signal: AbortSignal): Promise<Folder[]> {
    const albums = (await allAlbums(client, signal)).map(({ id, name }) => ({ id, name: pathOfTitle(name) }));
    const paths = distinctNames(albums);
    const found: Folder[] = [];
    let rootRef: string | undefined;
    for (const { id } of albums.sort((a, b) => byAge(a.id, b.id))) {
      const path = below(top, paths.get(id) ?? '');
      if (path === '') rootRef = id;
      else if (path !== undefined) found.push({ path, ref: id });
    }
    return [{ path: '', ...(rootRef === undefined ? {} : { ref: rootRef }) }, ...found];
  }

  async function photosOf(folder: SourceRef, signal: AbortSignal): Promise<PhotoFacts[]> {
    if (folder.ref !== undefined) return albumPhotos(client, folder.ref, signal);
    if (folder.path === '' && top === '') return loosePhotos(client, signal);
    const known = (await allFolders(signal)).find(({ path }) => path === folder.path);
    if (known === undefined) throw notThere(`the album "${joinPath(top, folder.path)}"`);
    return known.ref === undefined ? [] : albumPhotos(client, known.ref, signal);
  }

  async function found(folder: SourceRef, signal: AbortSignal): Promise<Found[]> {
    const photos = await photosOf(folder, signal);
    const names = distinctNames(photos.map((facts) => ({ id: facts.id, name: pathName(fileNameOf(facts)) })));
    for (const facts of photos) originals.remember(facts);
    return photos
      .map((facts) => ({ path: joinPath(folder.path, names.get(facts.id) ?? facts.id), facts }))
      .sort((a, b) => byAge(a.facts.id, b.facts.id));
  }

  /** A photo as an asset. Listings do not tell how long originals are: each is asked for, which opening it would do. */
  async function inspect({ path, facts }: Found, signal: AbortSignal): Promise<Asset | Oddity> {
    const { id, originalSecret: fingerprint } = facts;
    if (fingerprint === undefined) return odd(path, 'Flickr does not let its original be read');
    const name = fileNameOf(facts);
    const bytes = await originals
      .bytes({ id, fingerprint, name, changed: 'Transient' }, signal)
      .catch((error: unknown) => {
        if (error instanceof FlickrCallError && error.httpStatus === 404) return undefined;
        throw error;
      });
    return bytes === undefined
      ? odd(path, 'its original is not there')
      : assetOf({ ...facts, path, name, fingerprint, bytes });
  }

  /** What is known of a photo that was not listed just now. */
  async function lookUp(
    { path, ref }: SourceRef,
    signal: AbortSignal,
  ): Promise<{ ref: string; fingerprint: string; md5?: string }> {
    const photos = await found({ path: folderOf(path) }, signal);
    const facts = photos.find((one) => (ref === undefined ? one.path === path : one.facts.id === ref))?.facts;
    if (facts?.originalSecret === undefined) throw notThere(path);
    return { ref: facts.id, fingerprint: facts.originalSecret, md5: facts.md5 };
  }

  return {
    scope: `flickr:${client.settings.account}/${top}`,
    service,
    quotas: [client.quota, client.imageQuota],

    async check({ signal }) {
      const { name } = await client.whoAmI(signal);
      return { name: top === '' ? name : top };
    },

    async folders({ cursor, limit, recursive }, { signal }): Promise<FolderPage> {
      if (!recursive) return { entries: [{ path: '' }] };
      if (cursor === undefined || folders === undefined) folders = await allFolders(signal);
      // The root comes first whatever album it is.
      const rest = cursor === undefined ? folders : afterRoot(folders, cursor);
      const entries = rest.slice(0, limit);
      const last = entries.at(-1);
      return rest.length > limit ? { entries, cursor: last?.path === '' ? '0' : last?.ref } : { entries };
    },

    async list({ folder, cursor, limit }, { signal }): Promise<AssetPage> {
      const known = cursor === undefined ? undefined : listings.get(folder.path);
      const all = known ?? (await found(folder, signal));
      const rest = cursor === undefined ? all : all.filter(({ facts }) => byAge(facts.id, cursor) > 0);
      const part = rest.slice(0, limit);
      const page: AssetPage = { entries: [], oddities: [] };
      for (let start = 0; start < part.length; start += askedAtOnce) {
        const group = part.slice(start, start + askedAtOnce);
        for (const shown of await Promise.all(group.map((one) => inspect(one, signal)))) {
          if ('reason' in shown) page.oddities.push(shown);
          else page.entries.push(shown);
        }
      }
      listings.delete(folder.path);
      if (rest.length <= limit) return page;
      const [oldest] = listings.size >= rememberedFolders ? listings.keys() : [];
      if (oldest !== undefined) listings.delete(oldest);
      listings.set(folder.path, all);
      return { ...page, cursor: part.at(-1)?.facts.id };
    },

    async content(asset, { signal }) {
      const { path, ref, listed } = asset;
      const known = ref !== undefined && listed !== undefined ? { ref, ...listed } : await lookUp(asset, signal);
      const wanted = { ...known, id: known.ref, name: path, changed: 'Transient' } as const;
      return originals.content(wanted, signal);
    },

    health: ({ signal }) => healthOf(client, signal),

    async probe({ signal }) {
      await client.ping(signal);
    },
  };
}

function afterRoot(folders: Folder[], cursor: string): Folder[] {
  return folders.filter(({ path, ref }) => path !== '' && ref !== undefined && byAge(ref, cursor) > 0);
}

/** A path below another; `undefined`: it is not. */
function below(top: string, path: string): string | undefined {
  if (top === '' || path === top) return path === top ? '' : path;
  return path.startsWith(`${top}/`) ? path.slice(top.length + 1) : undefined;
}

function assetOf(
  found: Pick<Asset, 'path' | 'name' | 'fingerprint' | 'bytes'> &
    Pick<PhotoFacts, 'id' | 'media' | 'md5' | 'modifiedAt'>,
): Asset {
  const { id: ref, path, name, fingerprint, bytes, media, md5, modifiedAt } = found;
  return {
    path,
    name,
    ref,
    bytes,
    fingerprint,
    ...(md5 === undefined ? {} : { md5 }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    format: mediaByName(name).format,
    media: media === 'video' ? 'video' : 'image',
  };
}

function odd(path: string, reason: string): Oddity {
  return { path, bytes: 0, verdict: 'failed', reason };
}

function notThere(what: string): ProviderError {
  return new ProviderError('NotFound', `Flickr: ${what} is not there (any more).`, { service });
}
