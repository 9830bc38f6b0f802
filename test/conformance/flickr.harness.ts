import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Albums } from '../../src/providers/albums';
import { openAlbums, openDestination, openSource } from '../../src/providers/registry';
import { folderOf, nameOf as lastOf, splitExtension } from '../../src/core/naming';
import { FlickrClient } from '../../src/providers/flickr/client';
import { readFlickrSettings } from '../../src/providers/flickr/settings';
import { fileNameOf } from '../../src/providers/flickr/file-name';
import { contextOf } from '../support/provider-context';
import type { AlbumsHarness } from './albums-harness';
import { contentOf, md5, never } from './contents';
import type { DestinationHarness, ProviderHarness, SourceHarness } from './harness';
import { jpegLike, smallJpeg } from './photo-bytes';

type Json = Record<string, unknown>;

/** What the sandbox says of itself (docs/sandbox.md). */
export interface FlickrState {
  photos: FlickrStatePhoto[];
  albums: { id: string; title: string; photos: string[] }[];
}

export interface FlickrStatePhoto {
  id: string;
  title: string;
  tags: string[];
  machine_tags: string[];
  ispublic: boolean;
  isfriend: boolean;
  isfamily: boolean;
  media: string;
  format: string;
  bytes: number;
  md5: string;
  sent_md5: string;
  originalsecret: string;
  albums: string[];
  url: string;
}

/** The sandbox's Flickr account from its other side. */
export class FlickrControl {
  constructor(readonly sandbox: Sandbox) {}

  state(): Promise<FlickrState> {
    return this.get('/__state/flickr') as Promise<FlickrState>;
  }

  limits(limits: Json): Promise<unknown> {
    return this.post('/__limits', { service: 'flickr', ...limits });
  }

  fault(fault: Json): Promise<unknown> {
    return this.post('/__faults', { service: 'flickr', ...fault });
  }

  async clearFaults(): Promise<void> {
    await this.send('/__faults', { method: 'DELETE' });
  }

  seed(content: Json): Promise<{ photos: { id: string; title: string }[]; albums: Record<string, string> }> {
    return this.post('/__seed', { service: 'flickr', ...content }) as Promise<{
      photos: { id: string; title: string }[];
      albums: Record<string, string>;
    }>;
  }

  /** How often each call was made, by status. A request is counted a moment after its answer has come. */
  async requests(): Promise<Record<string, Record<string, number>>> {
    for (;;) {
      const { services } = (await this.get('/__requests')) as {
        services: { flickr?: { concurrent: number; routes: Record<string, Record<string, number>> } };
      };
      const counts = services.flickr;
      if (counts === undefined || counts.concurrent === 0) return counts?.routes ?? {};
    }
  }

  /** Requests of all kinds so far. */
  async total(): Promise<number> {
    const counts = Object.values(await this.requests()).flatMap((byStatus) => Object.values(byStatus));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  reset(): Promise<unknown> {
    return this.post('/__reset', {});
  }

  async read({ url }: { url: string }): Promise<Buffer> {
    return Buffer.from(await (await fetch(url)).arrayBuffer());
  }

  private async get(path: string): Promise<unknown> {
    return (await this.send(path, {})).json();
  }

  private async post(path: string, body: Json): Promise<unknown> {
    return (await this.send(path, { method: 'POST', body: JSON.stringify(body) })).json();
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const answer = await fetch(this.sandbox.url + path, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

/** Opens the account's albums as a worker does. */
export function openFlickr(
  sandbox: Sandbox,
  { settings = {}, facts = new Map() }: { settings?: Record<string, string>; facts?: Map<string, string> } = {},
): Albums {
  return openAlbums({ provider: 'flickr', root: '' }, contextOf({ ...sandbox.environment, ...settings }, { facts }));
}

/** What a file of a photo is called, by the sandbox's own account of it. */
export function nameOf({ id, title, media, format }: FlickrStatePhoto): string {
  return fileNameOf({ id, title, media, originalFormat: format });
}

export const service = 'Flickr';
export const anyQuota = expect.stringMatching(/^flickr:[0-9a-f]{8}$/) as string;
export const anyImageQuota = expect.stringMatching(/^flickr-images:[0-9a-f]{8}$/) as string;
export const anyInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;

async function startAlbums(): Promise<AlbumsHarness> {
  const sandbox = await startSandbox();
  const control = new FlickrControl(sandbox);
  const upload = '/POST .services.(upload|replace)/';
  return {
    open: async (facts) => openFlickr(sandbox, { facts }),
    fill: async (album, count) => void (await control.seed({ count, album })),
    async plant({ album, name, bytes, modifiedAt }) {
      const [title = '', isSecond] = album.split('\0');
      const photo = { title: name.replace(/\.jpg$/, ''), base64: bytes.toString('base64') };
      const takenAt = modifiedAt === undefined ? {} : { takenAt: modifiedAt.slice(0, 19).replace('T', ' ') };
      const seeded = await control.seed({
        photos: [{ ...photo, ...takenAt, albums: [isSecond === undefined ? title : 'second'] }],
      });
      if (isSecond !== undefined) await renameAlbum(sandbox, seeded.albums.second ?? '', title);
    },
    async placed() {
      const { photos, albums } = await control.state();
      const found = albums.flatMap(({ title, photos: ids }) =>
        ids.map(async (id) => {
          const photo = photos.find((one) => one.id === id);
          if (photo === undefined) throw new Error(`there is no photo ${id}`);
          return { album: title, id, name: nameOf(photo), bytes: await control.read(photo) };
        }),
      );
      return Promise.all(found);
    },
    ids: async () => (await control.state()).photos.map(({ id }) => id),
    albumsOf: async (title) =>
      (await control.state()).albums.filter((album) => album.title === title).map(({ id }) => id),
    loseNextAnswer: async () => void (await control.fault({ match: upload, status: 0, afterEffect: true, times: 1 })),
    breakNextUpload: async (cutAfterBytes) => void (await control.fault({ match: upload, cutAfterBytes, times: 1 })),
    breakNextDownload: async (cutAfterBytes) =>
      void (await control.fault({ match: 'GET /live/', cutAfterBytes, times: 1 })),
    // Flickr refuses with status 200, too.
    refusals: () => control.total(),
    faults: {
      'consent that was taken back': {
        on: 'list',
        arrange: async () => void (await control.limits({ revokeConsent: true })),
        kind: 'AuthFailed',
        details: { service },
      },
      'a limit': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota: anyQuota, service },
      },
      'too many downloads': {
        on: 'read',
        arrange: async () => void (await control.limits({ downloadsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota: anyImageQuota, resetAt: anyInstant, service },
        before: 1,
      },
      'a service that is down': {
        on: 'add',
        arrange: async () => void (await control.fault({ match: upload, status: 503, body: '<html>down</html>' })),
        kind: 'Transient',
        details: { service },
        before: 1,
      },
      'a service that hangs up': {
        on: 'add',
        arrange: async () => void (await control.fault({ match: upload, cutAfterBytes: 30_000 })),
        kind: 'Transient',
        details: { service },
        before: 1,
      },
      'a page instead of data': {
        on: 'list',
        arrange: async () => void (await control.fault({ match: '/services/rest', status: 200 })),
        kind: 'Transient',
        details: { service },
      },
      full: {
        on: 'add',
        arrange: async () => void (await control.limits({ photoUploadsLeft: 0 })),
        kind: 'QuotaExceeded',
        details: { service },
        before: 1,
      },
    },
    keepsModifiedAt: { exempt: 'Flickr reads when a photo was taken out of the photo' },
    emptyAlbums: { exempt: 'an album goes with its last photo' },
    removal: 'deleted',
    secrets: secretsOf(sandbox),
    reset: async () => void (await control.reset()),
    close: () => sandbox.close(),
  };
}

/** Calls as the person whose account it is. */
export function personOf(sandbox: Sandbox): FlickrClient {
  const context = contextOf(sandbox.environment);
  const read = readFlickrSettings(context.setting);
  if (!read.ok) throw new Error(read.problems.join(' '));
  return new FlickrClient(read.settings, context);
}

/** Gives an album another title, as a person would. */
async function renameAlbum(sandbox: Sandbox, id: string, title: string): Promise<void> {
  await personOf(sandbox).call('flickr.photosets.editMeta', { photoset_id: id, title }, never);
}

async function startDestination(): Promise<DestinationHarness> {
  const sandbox = await startSandbox();
  const control = new FlickrControl(sandbox);
  const base = await smallJpeg();
  const upload = (fault: Json) => async () => void (await control.fault({ match: 'POST /services/upload', ...fault }));
  return {
    open: async (root) => openDestination({ provider: 'flickr', root }, contextOf(sandbox.environment)),
    contents: { extension: 'jpg', bytes: (length) => jpegLike(base, length) },
    async stored() {
      const { photos, albums } = await control.state();
      const stored = new Map<string, Buffer>();
      for (const photo of photos) {
        const titles = albums.filter(({ photos: ids }) => ids.includes(photo.id)).map(({ title }) => `${title}/`);
        for (const title of titles.length === 0 ? [''] : titles) {
          stored.set(title + nameOf(photo), await control.read(photo));
        }
      }
      return stored;
    },
    async fill(root, count) {
      await control.seed({ count: count - 1, album: `${root}/many` });
      await control.seed({ count: 1, album: `${root}/one` });
    },
    // Besides looking for what is there.
    async requests() {
      const counts = Object.entries(await control.requests());
      return counts
        .flatMap(([route, byStatus]) =>
          Object.entries(byStatus).map(([status, count]) => (route === 'POST upload' || status !== '200' ? count : 0)),
        )
        .reduce((sum, count) => sum + count, 0);
    },
    secrets: secretsOf(sandbox),
    emptyAssets: { exempt: 'an empty file is no photo' },
    listedBytes: { exempt: 'listings of Flickr do not tell how long originals are' },
    tooBig: async (bytes) => void (await control.limits({ photoMaxBytes: bytes })),
    faults: {
      'refused credentials': { on: 'put', arrange: upload({ status: 98 }), kind: 'AuthFailed', details: { service } },
      'not found': { exempt: 'albums that are missing are made' },
      'a limit with a reset': { exempt: 'Flickr names no instant; that of our own count is tried elsewhere' },
      'too many calls at once': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota: anyQuota, service },
      },
      'a service that is down': {
        on: 'put',
        arrange: upload({ status: 503, body: '<html>down</html>' }),
        kind: 'Transient',
        details: { service },
      },
      'a service that hangs up': {
        on: 'put',
        arrange: upload({ cutAfterBytes: 30_000 }),
        kind: 'Transient',
        details: { service },
      },
      full: {
        on: 'put',
        arrange: async () => void (await control.limits({ photoUploadsLeft: 0 })),
        kind: 'QuotaExceeded',
        details: { service },
      },
    },
    reset: async () => void (await control.reset()),
    close: () => sandbox.close(),
  };
}

async function startSource(): Promise<SourceHarness> {
  const sandbox = await startSandbox();
  const control = new FlickrControl(sandbox);
  const person = personOf(sandbox);
  const base = await smallJpeg();
  const ids = new Map<string, string>();
  return {
    contents: { extension: 'jpg', bytes: (length) => jpegLike(base, length) },
    emptyAssets: { exempt: 'Flickr takes no empty files' },
    givesOldContent: { exempt: 'a download gives the original it began with, to its end' },
    secrets: secretsOf(sandbox),
    refusals: () => control.total(),
    faults: {
      'refused credentials': {
        on: 'list',
        arrange: async () => void (await control.limits({ revokeConsent: true })),
        kind: 'AuthFailed',
        details: { service },
      },
      'a limit': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota: anyQuota, service },
      },
      'a service that is down': {
        on: 'open',
        arrange: async () => void (await control.fault({ match: 'GET /live/', status: 503 })),
        kind: 'Transient',
        details: { service },
      },
      'a service that hangs up': {
        on: 'open',
        arrange: async () => void (await control.fault({ match: 'GET /live/', status: 0 })),
        kind: 'Transient',
        details: { service },
      },
    },
    open: async () => openSource({ provider: 'flickr', root: '' }, contextOf(sandbox.environment)),
    async write(path, bytes) {
      const known = ids.get(path);
      if (known !== undefined) {
        const content = contentOf(bytes);
        const fields = { photo_id: known };
        const file = { name: 'photo.jpg', type: 'image/jpeg' };
        const replace = {
          method: 'replace',
          fields,
          file,
          content,
          md5: md5(bytes),
          onProgress: () => undefined,
        } as const;
        return void (await person.upload(replace, never));
      }
      const albums = folderOf(path) === '' ? [] : [folderOf(path)];
      const photo = { title: splitExtension(lastOf(path)).stem, base64: bytes.toString('base64'), albums };
      const { photos } = await control.seed({ photos: [photo] });
      ids.set(path, photos[0]?.id ?? '');
    },
    async remove(path) {
      await person.call('flickr.photos.delete', { photo_id: ids.get(path) ?? '' }, never);
      ids.delete(path);
    },
    async reset() {
      await control.reset();
      ids.clear();
    },
    close: () => sandbox.close(),
  };
}

function secretsOf({ environment }: Sandbox): string[] {
  const keys = ['FLICKR_API_SECRET', 'FLICKR_OAUTH_TOKEN', 'FLICKR_OAUTH_TOKEN_SECRET', 'FLICKR_API_KEY'];
  return [...keys.map((key) => environment[key] ?? ''), 'oauth_signature'];
}

export const flickrHarness: ProviderHarness & { startAlbums(): Promise<AlbumsHarness> } = {
  provider: 'flickr',
  startDestination,
  startSource,
  startAlbums,
};
