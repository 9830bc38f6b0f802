import type { Folder, Page, SourceRef } from '../../core/asset';
import { nameOf } from '../../core/naming';
import { ProviderError } from '../provider-error';
import type { AssetPage, Source } from '../provider';
import type { DropboxClient } from './client';
import { openContent } from './content';
import { below, byContent, byRevision, isFile, isFolder, keyOf, toAsset, type FingerprintOf } from './entry';
import { healthOf } from './health';
import { LatestPage, nextPage } from './listing';
import { linkScope, linkedFolder, type SharedFolder } from './shared-folder';

/** The most entries Dropbox lists at once (`files/list_folder`, `limit`). */
const mostListed = 2000;

/** A folder of one's own Dropbox, or one that somebody shared by a link, as a source. */
export function dropboxSource(root: string, client: DropboxClient): Source {
  return /^https?:/i.test(root) ? linkSource(linkedFolder(root, client), client) : ownSource(root, client);
}

function ownSource(root: string, client: DropboxClient): Source {
  const rootParts = root.split('/').filter(Boolean).length;
  const latest = new LatestPage();
  const full = ({ path }: SourceRef): string => (path === '' ? root : `${root}/${path}`);

  return {
    scope: `dropbox:${keyOf(root) || '/'}`,
    service: client.service,
    quotas: [client.quota],

    async check({ signal }) {
      if (root === '') {
        await client.rpc((sdk) => sdk.filesListFolder({ path: '', limit: 1 }), signal);
        return { name: 'Dropbox' };
      }
      const { result } = await client.rpc((sdk) => sdk.filesGetMetadata({ path: root }), signal);
      if (result['.tag'] === 'folder') return { name: result.name };
      throw new ProviderError('InvalidAsset', `${root} in Dropbox is a file, not a folder. Name its folder.`);
    },

    async folders({ cursor, limit, recursive }, { signal }): Promise<Page<Folder>> {
      if (!recursive) return { entries: [{ path: '' }] };
      const page = await nextPage({
        cursor,
        limit,
        read: (at, part) =>
          latest.of(at ?? '', part, async () => {
            const first = { path: root, recursive: true, limit: mostListed };
            const { result } = await client.rpc(
              (sdk) => (at === undefined ? sdk.filesListFolder(first) : sdk.filesListFolderContinue({ cursor: at })),
              signal,
            );
            return result;
          }),
        pick: (entries, isFirst) => {
          const paths = entries.filter(isFolder).map(({ path_display: path = '' }) => below(rootParts, path));
          // The root itself is listed as well, unless it is the top.
          return [...(isFirst ? [''] : []), ...paths.filter((path) => path !== '')].map((path) => ({
            key: keyOf(path),
            value: { path },
          }));
        },
      });
      return { entries: page.values, cursor: page.cursor };
    },

    list: ({ folder, cursor, limit }, { signal }) =>
      listFolder({
        folder: folder.path,
        cursor,
        limit,
        fingerprintOf: byContent,
        read: async (at) => {
          const first = { path: full(folder), limit: Math.min(limit, mostListed) };
          const { result } = await client.rpc(
            (sdk) => (at === undefined ? sdk.filesListFolder(first) : sdk.filesListFolderContinue({ cursor: at })),
            signal,
          );
          return result;
        },
      }),

    async content(asset, { signal }) {
      const path = full(asset);
      if (asset.listed !== undefined) {
        const { bytes: size, fingerprint } = asset.listed;
        const file = { size, content_hash: fingerprint };
        return openContent({ fn: 'files/download', argument: { path }, name: asset.path, file, client, signal });
      }
      const { result } = await client.rpc((sdk) => sdk.filesGetMetadata({ path }), signal);
      if (result['.tag'] !== 'file') throw notThere(asset, client);
      return openContent({ fn: 'files/download', argument: { path }, name: asset.path, file: result, client, signal });
    },

    async directUrl(asset, { signal }) {
      const { result } = await client.rpc((sdk) => sdk.filesGetTemporaryLink({ path: full(asset) }), signal);
      return result.link;
    },

    health: ({ signal }) => healthOf(client, signal),
    probe: ({ signal }) => client.probe(signal),
  };
}

/** What is below a shared link has no path of its own and no link; it is listed one folder at a time. */
function linkSource(shared: SharedFolder, client: DropboxClient): Source {
  return {
    scope: linkScope(shared.url),
    service: client.service,
    quotas: [client.quota],

    async check({ signal }) {
      const { result } = await client.rpc((sdk) => sdk.sharingGetSharedLinkMetadata({ url: shared.url }), signal);
      if (result['.tag'] === 'folder') return { name: result.name };
      throw new ProviderError('InvalidAsset', 'This Dropbox link leads to a file, not to a folder. Share its folder.');
    },

    async folders({ cursor, limit, recursive }, { signal }): Promise<Page<Folder>> {
      if (!recursive) return { entries: [{ path: '' }] };
      const entries: Folder[] = [];
      for await (const path of shared.foldersAfter(cursor, signal)) {
        if (entries.length === limit) return { entries, cursor: entries.at(-1)?.path };
        entries.push({ path });
      }
      return { entries };
    },

    list: ({ folder, cursor, limit }, { signal }) =>
      listFolder({
        folder: folder.path,
        cursor,
        limit,
        fingerprintOf: byRevision,
        read: (at) => shared.read({ folder: folder.path, cursor: at, limit: Math.min(limit, mostListed) }, signal),
      }),

    async content(asset, { signal }) {
      const argument = { url: shared.url, path: `/${asset.path}` };
      const { result } = await client.rpc((sdk) => sdk.sharingGetSharedLinkMetadata(argument), signal);
      if (result['.tag'] !== 'file') throw notThere(asset, client);
      const { size, rev } = result as unknown as { size: number; rev: string };
      const fn = 'sharing/get_shared_link_file';
      return openContent({ fn, argument, name: asset.path, file: { size, rev }, client, signal });
    },

    health: ({ signal }) => healthOf(client, signal),
    probe: ({ signal }) => client.probe(signal),
  };
}

interface FolderListing {
  folder: string;
  cursor?: string;
  limit: number;
  fingerprintOf: FingerprintOf;
  read: Parameters<typeof nextPage>[0]['read'];
}

async function listFolder({ folder, cursor, limit, fingerprintOf, read }: FolderListing): Promise<AssetPage> {
  const page = await nextPage({
    cursor,
    limit,
    read,
    pick: (entries) => entries.filter(isFile).map((file) => ({ key: keyOf(file.name), value: file })),
  });
  const result: AssetPage = { entries: [], oddities: [], cursor: page.cursor };
  for (const file of page.values) {
    const found = toAsset(folder, file, fingerprintOf);
    if ('reason' in found) result.oddities.push(found);
    else result.entries.push(found);
  }
  return result;
}

function notThere({ path }: SourceRef, { service }: DropboxClient): ProviderError {
  return new ProviderError('NotFound', `Dropbox: there is no file ${nameOf(path)} any more.`, { service });
}
