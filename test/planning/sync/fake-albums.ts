import type { RemotePhoto, RemotePlace } from '../../../src/core/sync';
import type { AddPhotoRequest, Albums, PhotoPage, RemoteAlbum, Removal } from '../../../src/providers/albums';
import type { Content } from '../../../src/providers/provider';
import { ProviderError } from '../../../src/providers/provider-error';
import type { Page } from '../../../src/core/asset';
import { contentOf, md5 } from '../../conformance/contents';

/** A photo of the service, as it is for everybody who looks. */
interface StoredPhoto {
  id: string;
  name: string;
  bytes: Buffer;
  /** Counts its contents: a service's secret of the original. */
  version: number;
  /** MD5 that was noted with the photo, where the service itself tells none. */
  notedMd5?: string;
  modifiedAt?: string;
}

interface StoredAlbum {
  id: string;
  name: string;
  photos: string[];
}

/** How the service differs from others. */
interface Ways {
  /** False: it tells an MD5 only of photos that one was noted with. */
  tellsMd5: boolean;
  /** Entries of a page of a listing. */
  pageSize: number;
}

/**
 * A service of albums in memory. Albums are made by the first photo that is put into one and go with the last; a photo may
 * be in several; names may be there twice.
 */
export class FakeAlbums implements Albums {
  readonly quotas: string[];
  readonly scope: string;
  /** Everything that was asked for, in order: `photos a1`. */
  readonly calls: string[] = [];
  /** What listing an album fails with, by its id. */
  readonly unlistable = new Map<string, Error>();
  /** What cannot be kept in step, by the id of its album. */
  readonly oddities = new Map<string, { name: string; reason: string }[]>();
  /** What every call fails with. */
  failure: Error | undefined;
  private readonly photosById = new Map<string, StoredPhoto>();
  private readonly albumsById = new Map<string, StoredAlbum>();
  private count = 0;

  constructor(
    readonly service = 'Flickr',
    readonly ways: Ways = { tellsMd5: true, pageSize: 3 },
  ) {
    this.scope = `${service}:somebody`;
    this.quotas = [`${service}:key`];
  }

  async check(): Promise<void> {
    this.call('check');
  }

  async probe(): Promise<void> {
    this.call('probe');
  }

  async albums({ cursor }: { cursor?: string }): Promise<Page<RemoteAlbum>> {
    this.call('albums');
    const all = [...this.albumsById.values()].map(({ id, name }) => ({ id, name }));
    return this.pageOf(all, cursor);
  }

  async photos({ album, cursor }: { album: RemoteAlbum; cursor?: string }): Promise<PhotoPage> {
    this.call(`photos ${album.id}`);
    const failure = this.unlistable.get(album.id);
    if (failure !== undefined) throw failure;
    const found = this.albumsById.get(album.id);
    if (found === undefined) throw new ProviderError('NotFound', `There is no album ${album.id} any more.`);
    const page = this.pageOf(found.photos, cursor);
    return {
      entries: page.entries.map((id) => this.show(found, this.stored(id))),
      oddities: cursor === undefined ? (this.oddities.get(album.id) ?? []) : [],
      cursor: page.cursor,
    };
  }

  async photo({ albumId, id }: { albumId: string; id: string }): Promise<RemotePhoto | undefined> {
    this.call(`photo ${id}`);
    const album = this.albumsById.get(albumId);
    return album?.photos.includes(id) === true ? this.show(album, this.stored(id)) : undefined;
  }

  async content({ id }: RemotePhoto): Promise<Content> {
    this.call(`content ${id}`);
    return contentOf(this.stored(id).bytes);
  }

  async add({ to, content, modifiedAt }: AddPhotoRequest): Promise<RemotePhoto> {
    this.call(`add ${to.name}`);
    const bytes = await read(content);
    const album = this.albumFor(to);
    const twin = album.photos
      .map((id) => this.stored(id))
      .find((one) => one.name === to.name && one.bytes.equals(bytes));
    if (twin !== undefined) return this.show(album, twin);
    return this.show(album, this.store(album, { name: to.name, bytes, notedMd5: content.md5, modifiedAt }));
  }

  async replace({ photo, content }: { photo: RemotePhoto; content: Content & { md5: string } }): Promise<RemotePhoto> {
    this.call(`replace ${photo.id}`);
    const stored = this.stored(photo.id);
    stored.bytes = await read(content);
    stored.version += 1;
    stored.notedMd5 = content.md5;
    return this.show(this.albumOf(photo.albumId), stored);
  }

  async arrange({ photo, to }: { photo: RemotePhoto; to: RemotePlace }): Promise<RemotePhoto> {
    this.call(`arrange ${photo.id}`);
    const stored = this.stored(photo.id);
    stored.name = to.name;
    const album = this.albumFor(to);
    if (album.id !== photo.albumId) {
      if (!album.photos.includes(stored.id)) album.photos.push(stored.id);
      this.takeOut(this.albumOf(photo.albumId), stored.id);
    }
    return this.show(album, stored);
  }

  async remove({ photo }: { photo: RemotePhoto }): Promise<Removal> {
    this.call(`remove ${photo.id}`);
    return this.takeAway(photo);
  }

  async noteMd5({ photo, md5: noted }: { photo: RemotePhoto; md5: string }): Promise<void> {
    this.call(`noteMd5 ${photo.id}`);
    this.stored(photo.id).notedMd5 = noted;
  }

  /** Somebody puts a photo into an album by hand. */
  put(albumName: string, name: string, content: string | Buffer, modifiedAt?: string): RemotePhoto {
    const album = this.albumFor({ albumName, name });
    return this.show(album, this.store(album, { name, bytes: Buffer.from(content), modifiedAt }));
  }

  /** Somebody makes another album of a name by hand. */
  putAlbum(name: string, photos: Record<string, string> = {}): string {
    const album = this.newAlbum(name);
    for (const [photo, content] of Object.entries(photos)) {
      this.store(album, { name: photo, bytes: Buffer.from(content) });
    }
    return album.id;
  }

  /** Somebody puts a photo into one more album by hand. */
  attach(id: string, albumName: string): void {
    this.albumFor({ albumName, name: '' }).photos.push(id);
  }

  /** Somebody edits a photo by hand: no MD5 that was noted with it is true any more. */
  edit(id: string, content: string, modifiedAt?: string): void {
    const stored = this.stored(id);
    Object.assign(stored, {
      bytes: Buffer.from(content),
      version: stored.version + 1,
      notedMd5: undefined,
      modifiedAt,
    });
  }

  /** Something about a photo changes that is not its content. */
  touch(id: string): void {
    this.stored(id).version += 1;
  }

  rename(id: string, name: string): void {
    this.stored(id).name = name;
  }

  renameAlbum(id: string, name: string): void {
    this.albumOf(id).name = name;
  }

  /** Somebody moves a photo to another album by hand. */
  move(photo: { albumId: string; id: string }, albumName: string): void {
    const album = this.albumFor({ albumName, name: '' });
    if (!album.photos.includes(photo.id)) album.photos.push(photo.id);
    if (album.id !== photo.albumId) this.takeOut(this.albumOf(photo.albumId), photo.id);
  }

  /** Somebody deletes a photo from an album by hand. */
  takeAway({ albumId, id }: { albumId: string; id: string }): Removal {
    const album = this.albumsById.get(albumId);
    if (album !== undefined) this.takeOut(album, id);
    const isElsewhere = [...this.albumsById.values()].some(({ photos }) => photos.includes(id));
    if (!isElsewhere) this.photosById.delete(id);
    return { how: isElsewhere ? 'detached' : 'deleted', restore: 'nothing brings it back' };
  }

  /** All photos of all albums, as somebody who looks sees them. */
  all(): (RemotePhoto & { albumName: string; content: string })[] {
    return [...this.albumsById.values()].flatMap((album) =>
      album.photos.map((id) => {
        const stored = this.stored(id);
        return { ...this.show(album, stored), albumName: album.name, content: stored.bytes.toString() };
      }),
    );
  }

  /** Albums and what is in them: `Italy/a.jpg` with its content. */
  contents(): Record<string, string> {
    return Object.fromEntries(this.all().map(({ albumName, name, content }) => [`${albumName}/${name}`, content]));
  }

  /** A photo by album and name. */
  find(albumName: string, name: string): RemotePhoto {
    const found = this.all().find((one) => one.albumName === albumName && one.name === name);
    if (found === undefined) throw new Error(`there is no ${albumName}/${name}`);
    return found;
  }

  private call(what: string): void {
    this.calls.push(what);
    if (this.failure !== undefined) throw this.failure;
  }

  private pageOf<T>(all: T[], cursor: string | undefined): Page<T> {
    const start = Number(cursor ?? 0);
    const end = start + this.ways.pageSize;
    return { entries: all.slice(start, end), cursor: end < all.length ? String(end) : undefined };
  }

  private show(
    { id: albumId }: StoredAlbum,
    { id, name, bytes, version, notedMd5, modifiedAt }: StoredPhoto,
  ): RemotePhoto {
    const known = this.ways.tellsMd5 ? md5(bytes) : notedMd5;
    return { albumId, id, name, fingerprint: `v${version}`, md5: known, modifiedAt };
  }

  private stored(id: string): StoredPhoto {
    const found = this.photosById.get(id);
    if (found === undefined) throw new ProviderError('NotFound', `There is no photo ${id}.`);
    return found;
  }

  private albumOf(id: string): StoredAlbum {
    const found = this.albumsById.get(id);
    if (found === undefined) throw new ProviderError('NotFound', `There is no album ${id}.`);
    return found;
  }

  private albumFor({ albumId, albumName }: RemotePlace): StoredAlbum {
    if (albumId !== undefined) {
      const found = this.albumsById.get(albumId);
      if (found !== undefined) return found;
    }
    return [...this.albumsById.values()].find(({ name }) => name === albumName) ?? this.newAlbum(albumName);
  }

  private newAlbum(name: string): StoredAlbum {
    const album = { id: `a${(this.count += 1)}`, name, photos: [] };
    this.albumsById.set(album.id, album);
    return album;
  }

  private store(album: StoredAlbum, photo: Omit<StoredPhoto, 'id' | 'version'>): StoredPhoto {
    const stored = { ...photo, id: `p${(this.count += 1)}`, version: 1 };
    this.photosById.set(stored.id, stored);
    album.photos.push(stored.id);
    return stored;
  }

  private takeOut(album: StoredAlbum, id: string): void {
    album.photos = album.photos.filter((one) => one !== id);
    if (album.photos.length === 0) this.albumsById.delete(album.id);
  }
}

async function read(content: Content): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await content.open()) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
