import { parseAccountRoot } from '../../core/account-root';
import { joinPath } from '../../core/naming';
import type { AssetPage, FolderPage, ProviderContext, Source } from '../provider';
import { ProviderError } from '../provider-error';
import { quotaName } from './classify';
import type { CloudinaryClient } from './client';
import { DeliveryBase } from './delivery-base';
import { lookAtOriginal, originalContent } from './download';
import { AccountFolderMode } from './folder-mode';
import { folderPage, foldersPage, type ListedResource } from './listing';
import { fingerprintOf, refOf, toFolderAsset, toListedAsset } from './original-asset';
import { originalUrl, parseRef, type OriginalRef } from './original-url';
import { selectedListings, selectedPage } from './selected';
import type { CloudinarySettings } from './settings';

/**
 * A Cloudinary account as a source. A root with a selection gives the account's listings as its folders, the fewest
 * calls there are; a root that is a folder gives the folders themselves.
 */
export function cloudinarySource(
  root: string,
  settings: CloudinarySettings,
  client: CloudinaryClient,
  context: ProviderContext,
): Source {
  const { cloudName } = client;
  const scope = `cloudinary:${cloudName}`;
  const service = `Cloudinary account ${cloudName}`;
  const { folder: top, selection } = parseAccountRoot(root);
  const mode = new AccountFolderMode(client, context.factsOf(scope));
  const delivery = new DeliveryBase(context, cloudName);

  /** Tells an empty folder from none. @throws {CloudinaryCallError} 404. */
  const mustExist = (folder: string, signal: AbortSignal): Promise<unknown> =>
    client.admin((sdk, options) => sdk.api.sub_folders(folder, { ...options, max_results: 1 }), signal);

  /** An asset's own record, with what listings leave out. @throws {CloudinaryCallError} 404. */
  function find(
    { publicId, resourceType, type }: Pick<OriginalRef, 'publicId' | 'resourceType' | 'type'>,
    signal: AbortSignal,
  ): Promise<ListedResource> {
    const which = { resource_type: resourceType, type };
    return client.admin((sdk, options) => sdk.api.resource(publicId, { ...options, ...which }), signal);
  }

  async function refAt(path: string, signal: AbortSignal): Promise<OriginalRef> {
    return refOf(await find({ publicId: joinPath(top, path), resourceType: 'raw', type: 'upload' }, signal));
  }

  return {
    scope,
    service,
    quotas: [quotaName(cloudName, 'admin')],

    async check({ signal }) {
      if (top === '') await client.admin((sdk, options) => sdk.api.ping(options), signal);
      else await mustExist(top, signal);
      return { name: top === '' ? cloudName : top };
    },

    async folders({ cursor, limit, recursive }, { signal }): Promise<FolderPage> {
      if (selection !== undefined) {
        return selectedListings(client, { selection, mode: await mode.find(signal), cursor, limit }, signal);
      }
      if (!recursive) return { entries: [{ path: '' }] };
      const below = await foldersPage(client, { below: top, cursor, limit }, signal);
      const paths = below.paths.map((path) => (top === '' ? path : path.slice(top.length + 1)));
      const entries = [...(cursor === undefined ? [''] : []), ...paths].map((path) => ({ path }));
      return { entries, cursor: below.cursor };
    },

    async list({ folder, cursor, limit }, { signal }): Promise<AssetPage> {
      signal.throwIfAborted();
      const known = await mode.find(signal);
      if (selection !== undefined) {
        const ref = folder.ref ?? folder.path;
        const page = await selectedPage(client, { ref, selection, mode: known, cursor, limit }, signal);
        await delivery.learn(page.resources);
        const naming = { scope, transformation: selection.transformation };
        const entries = page.resources.map((resource) => toListedAsset(resource, naming));
        return { entries, oddities: [], cursor: page.next_cursor ?? undefined };
      }
      const full = joinPath(top, folder.path);
      const page = await folderPage(client, { folder: full, mode: known, cursor, limit }, signal);
      await delivery.learn(page.resources);
      if (page.resources.length === 0 && cursor === undefined && full !== '') await mustExist(full, signal);
      const entries = page.resources.map((resource) => toFolderAsset(resource, top, { scope }));
      return { entries, oddities: [], cursor: page.next_cursor ?? undefined };
    },

    async content({ path, ref: given, listed }, { signal }) {
      const ref = given === undefined ? await refAt(path, signal) : parseRef(given);
      const transformation = ref.resourceType === 'raw' ? undefined : selection?.transformation;
      const base = await delivery.find();
      const original = {
        name: path,
        cloudName,
        signal,
        format: ref.format ?? /\.(\w+)$/.exec(ref.publicId)?.[1],
        url: () => originalUrl({ ref, transformation, base, settings }),
      };
      const isOriginal = transformation === undefined;
      const { bytes, md5 } = listed !== undefined && isOriginal ? listed : await lookAtOriginal(original);
      if (!Number.isFinite(bytes)) {
        throw new ProviderError('Transient', `Cloudinary does not say how long ${path} is.`, { service });
      }
      const fingerprint = fingerprintOf(ref, bytes, transformation);
      const md5OfRecord = async (): Promise<string | undefined> => (await find(ref, signal)).etag;
      return originalContent({
        ...original,
        bytes,
        fingerprint,
        md5: isOriginal ? md5 : undefined,
        isOriginal,
        md5OfRecord,
      });
    },

    probe: ({ signal }) => client.probe(signal),
  };
}
