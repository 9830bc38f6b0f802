import { md5Checksum } from '../md5';
import type { AddPhotoRequest, Albums, Removal, ReplacePhotoRequest } from '../albums';
import type { RemotePhoto, RemotePlace } from '../../core/sync';
import { KeyedLock } from '../keyed-lock';
import { ProviderError } from '../provider-error';
import type { Content, FactStore } from '../provider';
import { verifiedStream } from '../verified-stream';
import { AlbumFolders } from './album-folders';
import { photosAmong, toRemote } from './album-photos';
import { DriveCallError } from './call-error';
import { dailyUploadQuota, requestQuota } from './classify';
import type { DriveClient } from './client';
import { driveFile, folderType, quoted, readRef, type DriveFile } from './drive-file';
import { namesakes, scopeOf } from './find-by-path';
import { filesIn } from './folder-listing';
import { unlessGone } from './folder-maker';
import { driveHealth } from './health';
import { IdSupply } from './id-supply';
import { contentOf } from './source';
import { Uploader } from './upload';
import type { UploadTarget } from './upload-target';

const service = 'Google Drive';
const mostListed = 1000;

/** Folders below a base folder of Drive as albums. A photo is in one of them; what is removed goes to Drive's trash. */
export function googleDriveAlbums(root: string, client: DriveClient, facts: FactStore): Albums {
  const ids = new IdSupply(client);
  const folders = new AlbumFolders(client, root, { facts, ids });
  const uploader = new Uploader(client, ids);
  const places = new KeyedLock();

  /** A photo that is there; `undefined`: it is gone, or in the trash. */
  async function find(id: string, signal: AbortSignal): Promise<DriveFile | undefined> {
    const file = await client.file(id, signal).catch(unlessGone);
    return file === undefined || file.trashed ? undefined : file;
  }

  async function upload(
    target: UploadTarget,
    { content, modifiedAt, session, onProgress, name }: Omit<ReplacePhotoRequest, 'photo'> & { name: string },
    signal: AbortSignal,
  ): Promise<DriveFile> {
    const timed = { ...target, ...(modifiedAt === undefined ? {} : { modifiedTime: modifiedAt }) };
    const request = { path: name, content: checked(content), session, onProgress };
    const { file } = await uploader.upload(timed, request, signal).catch((error: unknown) => {
      if (!(error instanceof DriveCallError) || error.status !== 404) throw error;
      const words = 'The album, or the photo to replace, was taken away meanwhile; it is looked at anew.';
      throw new ProviderError('Transient', words, { service });
    });
    return file;
  }

  async function add(request: AddPhotoRequest, signal: AbortSignal): Promise<RemotePhoto> {
    const { to, content } = request;
    const albumId = await folders.make(to, signal);
    const store = async (): Promise<RemotePhoto> => {
      const sameName = await namesakes(client, { parent: albumId, name: to.name, wanted: 'file' }, signal);
      const there = sameName.find(({ md5Checksum }) => md5Checksum === content.md5);
      if (there === undefined) {
        const target = { kind: 'new', parent: albumId, name: to.name } as const;
        return toRemote(albumId, await upload(target, { ...request, name: to.name }, signal));
      }
      await request.session.forget();
      return toRemote(albumId, there);
    };
    return places.run(`${albumId}/${to.name}`, store, signal);
  }

  async function replace(request: ReplacePhotoRequest, signal: AbortSignal): Promise<RemotePhoto> {
    const { photo, content, session } = request;
    const file = await find(photo.id, signal);
    if (file === undefined) throw gone(photo.name);
    const now = toRemote(photo.albumId, file);
    if (now.md5 === content.md5) {
      await session.forget();
      return now;
    }
    if (now.fingerprint !== photo.fingerprint) {
      const words = `Google Drive: ${photo.name} has other content by now. The next sync looks at it anew.`;
      throw new ProviderError('Conflict', words, { service });
    }
    const target = { kind: 'content', id: photo.id } as const;
    return toRemote(photo.albumId, await upload(target, { ...request, name: file.name }, signal));
  }

  async function arrange(photo: RemotePhoto, to: RemotePlace, signal: AbortSignal): Promise<RemotePhoto> {
    const file = await find(photo.id, signal);
    if (file === undefined) throw gone(photo.name);
    const albumId = await folders.make(to, signal);
    if (file.name === to.name && file.parents.includes(albumId)) return toRemote(albumId, file);
    const moved = file.parents.includes(albumId) ? {} : { addParents: albumId, removeParents: file.parents.join(',') };
    await change(photo.id, { name: to.name, modifiedTime: file.modifiedTime }, moved, signal);
    return toRemote(albumId, { ...file, name: to.name });
  }

  /** Changes what is not content. Without `modifiedTime` Drive would say that the photo was changed now. */
  async function change(
    fileId: string,
    requestBody: { name?: string; modifiedTime?: string; trashed?: boolean },
    parents: { addParents?: string; removeParents?: string },
    signal: AbortSignal,
  ): Promise<void> {
    await client.call(
      (drive, options) =>
        drive.files.update({ fileId, requestBody, ...parents, fields: 'id', supportsAllDrives: true }, options),
      { signal },
    );
  }

  async function remove({ id, albumId, name }: RemotePhoto, signal: AbortSignal): Promise<Removal> {
    const address = `https://drive.google.com/file/d/${id}/view`;
    const trashed: Removal = {
      how: 'trashed',
      restore: `It lies in the trash of Google Drive for 30 days: open ${address} and choose "Take out of trash".`,
    };
    const file = await find(id, signal);
    if (file === undefined) return trashed;
    if (!file.parents.includes(albumId)) {
      return { how: 'detached', restore: `${name} lies in another folder of Google Drive: ${address}` };
    }
    await change(id, { trashed: true }, {}, signal).catch(unlessGone);
    return trashed;
  }

  return {
    scope: `google-drive:${client.who}/${scopeOf(root).replace(/^google-drive:/, '')}`,
    service,
    quotas: [requestQuota(client.who), dailyUploadQuota(client.who)],

    check: ({ signal }) => folders.check(signal),

    async albums({ cursor }, { signal }) {
      const base = await folders.base(signal);
      if (base === undefined) return { entries: [] };
      const q = `${quoted(readRef(base).id)} in parents and trashed = false and mimeType = ${quoted(folderType)}`;
      const page = await client.page(q, { pageToken: cursor, pageSize: mostListed }, { signal, refs: [base] });
      const entries = page.files.map(driveFile).map(({ id, name }) => ({ id, name }));
      return { entries, ...(page.nextPageToken === undefined ? {} : { cursor: page.nextPageToken }) };
    },

    async photos({ album, cursor }, { signal }) {
      const request = { pageToken: cursor, pageSize: mostListed };
      const page = await client.page(filesIn({ ref: album.id }), request, { signal });
      const files = page.files.map(driveFile);
      // An album in the trash looks like an empty one.
      if (cursor === undefined && files.length === 0 && (await folders.find(album.id, signal)) === undefined) {
        throw new ProviderError('NotFound', `Google Drive: the album ${album.name} is not there any more.`, {
          service,
        });
      }
      const photos = photosAmong(album.id, files);
      return { ...photos, ...(page.nextPageToken === undefined ? {} : { cursor: page.nextPageToken }) };
    },

    async photo({ albumId, id }, { signal }) {
      const file = await find(id, signal);
      return file?.parents.includes(albumId) === true ? toRemote(albumId, file) : undefined;
    },

    async content(photo, { signal }): Promise<Content> {
      const file = await find(photo.id, signal);
      if (file === undefined) throw gone(photo.name);
      const { fingerprint, md5, bytes = 0 } = toRemote(photo.albumId, file);
      if (fingerprint !== photo.fingerprint) {
        throw new ProviderError('Conflict', `Google Drive: ${photo.name} has other content by now.`, { service });
      }
      return contentOf(client, photo.id, { name: photo.name, bytes, fingerprint, md5 }, signal);
    },

    add: (request, { signal }) => add(request, signal),
    replace: (request, { signal }) => replace(request, signal),
    arrange: ({ photo, to }, { signal }) => arrange(photo, to, signal),
    remove: ({ photo }, { signal }) => remove(photo, signal),
    health: ({ signal }) => driveHealth(client, signal),

    async probe({ signal }) {
      await client.ping(signal);
    },
  };
}

/** Content that fails before its end when it is not what it was said to be. */
function checked(content: AddPhotoRequest['content']): Content {
  return {
    ...content,
    async open(start = 0) {
      const stream = await content.open(start);
      if (start > 0) return stream;
      const mismatch = (): Error =>
        new ProviderError('Transient', 'The file was changed while it was sent to Google Drive; it is looked at anew.');
      return verifiedStream(stream, { checksum: md5Checksum(), expected: content.md5, mismatch });
    },
  };
}

function gone(name: string): ProviderError {
  return new ProviderError('NotFound', `Google Drive: ${name} is not there any more.`, { service });
}
