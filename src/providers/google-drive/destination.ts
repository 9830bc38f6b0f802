import { parseDriveRoot } from '../../core/drive-link';
import { folderOf, nameOf } from '../../core/naming';
import type { Page } from '../../core/asset';
import type { Destination, FactStore, PutAnswer, StoredAsset } from '../provider';
import { ProviderError } from '../provider-error';
import { DriveCallError } from './call-error';
import { dailyUploadQuota, requestQuota } from './classify';
import type { DriveClient } from './client';
import { driveFile, shortcutType, type DriveFile } from './drive-file';
import { findByPath, namesakes, scopeOf, startOf } from './find-by-path';
import { filesIn } from './folder-listing';
import { FolderMaker, unlessGone } from './folder-maker';
import { FolderWalk } from './folder-walk';
import { driveHealth } from './health';
import { IdSupply } from './id-supply';
import { Uploader } from './upload';

const foldersPerPage = 20;

/** A folder of Drive as a destination; a path's folders are found or made. Permissions are never touched. */
export function googleDriveDestination(root: string, client: DriveClient, facts: FactStore): Destination {
  const place = parseDriveRoot(root);
  const ids = new IdSupply(client);
  const folders = new FolderMaker(client, facts, ids);
  const uploader = new Uploader(client, ids);
  const partsOf = (path: string): string[] => [...place.names, ...path.split('/').filter(Boolean)];

  /** The file at a path: of several the oldest. */
  async function find(path: string, signal: AbortSignal): Promise<{ parent: string; file?: DriveFile } | undefined> {
    const parent = await findByPath(client, startOf(place), partsOf(folderOf(path)), signal).catch(unlessGone);
    if (parent === undefined) return undefined;
    const [file] = await namesakes(client, { parent, name: nameOf(path), wanted: 'file' }, signal);
    return { parent, file };
  }

  /** What was there a moment ago and is not found any more is looked for anew, by the next attempt. */
  function goneMeanwhile(error: unknown): never {
    if (!(error instanceof DriveCallError) || error.status !== 404) throw error;
    folders.forget();
    const words =
      'The folder, or the file to replace, was taken away from Google Drive meanwhile; it is looked for anew.';
    throw new ProviderError('Transient', words, { service: 'Google Drive' });
  }

  async function put(request: Parameters<Destination['put']>[0], signal: AbortSignal): Promise<PutAnswer> {
    const { path, ifExists } = request;
    const found = await find(path, signal);
    if (found?.file !== undefined && ifExists === 'keep') {
      return { stored: toStored(path, found.file), existed: true, createdAt: found.file.createdTime };
    }
    const target =
      found?.file === undefined
        ? ({
            kind: 'new',
            parent: await folders.make(startOf(place), partsOf(folderOf(path)), signal),
            name: nameOf(path),
          } as const)
        : ({ kind: 'content', id: found.file.id } as const);
    const { file, sentMd5 } = await uploader.upload(target, request, signal).catch(goneMeanwhile);
    return { stored: toStored(path, file), existed: false, createdAt: file.createdTime, sentMd5 };
  }

  return {
    scope: scopeOf(root),
    service: 'Google Drive',
    quotas: {
      listing: [requestQuota(client.who)],
      writing: [requestQuota(client.who), dailyUploadQuota(client.who)],
    },

    async check({ signal }) {
      await folders.make(startOf(place), place.names, signal);
    },

    async list({ root: below, cursor }, { signal }): Promise<Page<StoredAsset>> {
      const start = await findByPath(client, startOf(place), partsOf(below), signal).catch(unlessGone);
      if (start === undefined) return { entries: [] };
      const page = await new FolderWalk(client, start).page(cursor, foldersPerPage, signal);
      const entries: StoredAsset[] = [];
      for (const { path, ref = start } of page.entries) {
        for await (const file of client.all(filesIn({ ref }), { signal, refs: [ref] })) {
          if (file.mimeType !== shortcutType)
            entries.push(toStored([below, path, file.name].filter(Boolean).join('/'), file));
        }
      }
      return { entries, cursor: page.cursor };
    },

    async stat({ path }, { signal }) {
      const found = await find(path, signal);
      return found?.file === undefined ? undefined : toStored(path, found.file);
    },

    put: (request, { signal }) => put(request, signal),

    async delete({ path }, { signal }) {
      const found = await find(path, signal);
      if (found?.file === undefined) return;
      await change(client, found.file.id, { trashed: true }, {}, signal).catch(unlessGone);
    },

    async move({ path, to }, { signal }) {
      const found = await find(path, signal);
      if (found?.file === undefined) {
        throw new DriveCallError({ status: 404, reason: 'notFound', message: `There is no "${path}"` });
      }
      const parent = await folders.make(startOf(place), partsOf(folderOf(to)), signal);
      const parents =
        parent === found.parent ? {} : { addParents: parent, removeParents: found.file.parents.join(',') };
      await change(client, found.file.id, { name: nameOf(to) }, parents, signal);
    },

    health: ({ signal }) => driveHealth(client, signal),

    async probe({ signal }) {
      await client.ping(signal);
    },
  };
}

async function change(
  client: DriveClient,
  fileId: string,
  requestBody: { name?: string; trashed?: boolean },
  parents: { addParents?: string; removeParents?: string },
  signal: AbortSignal,
): Promise<void> {
  const answer = await client.call(
    (drive, options) =>
      drive.files.update(
        { fileId, requestBody, ...parents, fields: 'id,name,mimeType', supportsAllDrives: true },
        options,
      ),
    { signal },
  );
  driveFile(answer);
}

function toStored(path: string, { id, size, md5Checksum: etag }: DriveFile): StoredAsset {
  return {
    path,
    resourceType: 'raw',
    etag,
    bytes: size,
    result: {
      url: `https://drive.google.com/file/d/${id}/view`,
      publicId: path,
      assetId: id,
      bytes: size,
      etag,
    },
  };
}
