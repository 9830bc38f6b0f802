import type { files } from 'dropbox';
import type { Page } from '../../core/asset';
import { ProviderError } from '../provider-error';
import type { Destination, PutAnswer, PutRequest, StoredAsset } from '../provider';
import { isRefusedFor } from './call-error';
import type { DropboxClient } from './client';
import { contentHashOf } from './content-hash';
import { isFile } from './entry';
import { healthOf } from './health';
import { nextPage } from './listing';
import { toStored } from './stored';
import { chunkBytes, uploadInParts } from './upload-session';
import { uploadWhole, type Uploaded } from './upload-whole';

/** The most entries Dropbox lists at once (`files/list_folder`, `limit`). */
const mostListed = 2000;

/** One's own Dropbox as a destination. Folders are made by Dropbox as files come. */
export function dropboxDestination(root: string, client: DropboxClient): Destination {
  async function find(path: string, signal: AbortSignal): Promise<files.FileMetadata | undefined> {
    const found = await client
      .rpc((sdk) => sdk.filesGetMetadata({ path: pathOf(path) }), signal)
      .catch((error: unknown) => {
        if (isRefusedFor(error, 'path', 'not_found')) return undefined;
        throw error;
      });
    return found?.result['.tag'] === 'file' ? found.result : undefined;
  }

  /** What is there already, and whether it is this very content. */
  async function existing({ path, content }: PutRequest, signal: AbortSignal): Promise<PutAnswer | undefined> {
    const file = await find(path, signal);
    if (file === undefined) return undefined;
    const isSameContent = file.size === content.bytes && file.content_hash === (await contentHashOf(content, signal));
    return { stored: toStored(path, file), existed: true, createdAt: file.server_modified, isSameContent };
  }

  /** What was damaged on the way must not stay: the next attempt would take it for somebody else's. */
  async function refuseDamaged({ file, sentHash }: Uploaded, request: PutRequest, signal: AbortSignal): Promise<void> {
    if (sentHash === undefined || sentHash === file.content_hash) return;
    if (request.ifExists === 'keep') {
      const revision = { path: pathOf(request.path), parent_rev: file.rev };
      await client
        .rpc((sdk) => sdk.filesDeleteV2(revision), signal)
        .catch((error: unknown) => {
          // It has gone, or is another revision by now: either way it is not ours to remove any more.
          if (!isRefusedFor(error, 'not_found') && !isRefusedFor(error, 'conflict')) throw error;
        });
    }
    const words = `${request.path} was damaged on its way to Dropbox; it is sent again.`;
    throw new ProviderError('Transient', words, { service: client.service });
  }

  return {
    scope: `dropbox:${client.owner}`,
    service: client.service,
    quotas: { listing: [client.quota], writing: [client.quota] },

    async check({ signal }) {
      const path = pathOf(root);
      await client
        .rpc((sdk) => sdk.filesListFolder({ path, limit: 1 }), signal)
        .catch((error: unknown) => {
          // A folder that is not there is made with its first file.
          if (!isRefusedFor(error, 'path', 'not_found')) throw error;
        });
    },

    async list({ root: below, cursor }, { signal }): Promise<Page<StoredAsset>> {
      const page = await nextPage({
        cursor,
        limit: mostListed,
        read: async (at) => {
          const first = { path: pathOf(below), recursive: true, limit: mostListed };
          const answer = await client
            .rpc(
              (sdk) => (at === undefined ? sdk.filesListFolder(first) : sdk.filesListFolderContinue({ cursor: at })),
              signal,
            )
            .catch((error: unknown) => {
              if (at === undefined && isRefusedFor(error, 'path', 'not_found')) return undefined;
              throw error;
            });
          return answer?.result ?? { entries: [], cursor: '', has_more: false };
        },
        pick: (entries) =>
          entries.filter(isFile).map((file) => {
            const path = (file.path_display ?? '').slice(1);
            return { key: path, value: toStored(path, file) };
          }),
      });
      return { entries: page.values, cursor: page.cursor };
    },

    async stat({ path }, { signal }) {
      const file = await find(path, signal);
      return file === undefined ? undefined : toStored(path, file);
    },

    async put(request, { signal }): Promise<PutAnswer> {
      const keeps = request.ifExists === 'keep';
      const isBig = request.content.bytes > chunkBytes;
      const before = keeps ? await existing(request, signal) : undefined;
      if (before !== undefined) {
        if (isBig) await request.session.forget();
        return before;
      }
      const commit = {
        path: pathOf(request.path),
        mode: { '.tag': keeps ? 'add' : 'overwrite' },
        autorename: false,
        mute: true,
        strict_conflict: keeps,
      };
      const send = isBig ? uploadInParts : uploadWhole;
      const uploaded = await send(client, request, commit, signal).catch(async (error: unknown) => {
        // Somebody was faster.
        const there = keeps && isRefusedFor(error, 'conflict') ? await existing(request, signal) : undefined;
        if (there === undefined) throw error;
        return there;
      });
      if ('existed' in uploaded) return uploaded;
      await refuseDamaged(uploaded, request, signal);
      const { file, sentMd5 } = uploaded;
      return {
        stored: toStored(request.path, file),
        existed: false,
        createdAt: file.server_modified,
        ...(sentMd5 === undefined ? {} : { sentMd5 }),
      };
    },

    async delete({ path }, { signal }) {
      await client
        .rpc((sdk) => sdk.filesDeleteV2({ path: pathOf(path) }), signal)
        .catch((error: unknown) => {
          if (!isRefusedFor(error, 'path_lookup', 'not_found')) throw error;
        });
    },

    async move({ path, to }, { signal }) {
      const move = { from_path: pathOf(path), to_path: pathOf(to), autorename: false };
      await client.rpc((sdk) => sdk.filesMoveV2(move), signal);
    },

    health: ({ signal }) => healthOf(client, signal),
    probe: ({ signal }) => client.probe(signal),
  };
}

/** Dropbox writes its top as nothing and every other path with a slash in front. */
function pathOf(path: string): string {
  const clean = path.split('/').filter(Boolean).join('/');
  return clean === '' ? '' : `/${clean}`;
}
