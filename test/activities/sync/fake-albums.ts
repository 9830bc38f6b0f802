import { createHash } from 'node:crypto';
import type { RemotePhoto, RemotePlace } from '../../../src/core/sync';
import type { AddPhotoRequest, Albums, Removal } from '../../../src/providers/albums';
import type { Content } from '../../../src/providers/provider';
import { ProviderError } from '../../../src/providers/provider-error';
import { contentOf, md5 } from '../../conformance/contents';
import { life } from './life';

interface FakePhoto {
  id: string;
  name: string;
  bytes: Buffer;
  albums: Set<string>;
  /** Changes with the content. */
  secret: string;
  /** Checksum that somebody has noted at the service. */
  notedMd5?: string;
  modifiedAt?: string;
  privacy?: string;
  tags?: string[];
}

/** A service of albums in memory. A photo may be in several. Each change of it is an effect of the worker's life. */
export class FakeAlbums implements Albums {
  readonly scope = 'flickr:me';
  readonly service = 'Flickr';
  readonly quotas: string[] = [];
  /** False: it tells the checksum of a photo only when it was noted. */
  tellsMd5 = true;
  /** What was changed, each time that something was. */
  readonly changes: string[] = [];
  /** Calls of `content`: each is a download. */
  downloads = 0;
  /** Runs while content is fetched, before its last piece. */
  whileFetching: (() => Promise<void>) | undefined;
  readonly photosById = new Map<string, FakePhoto>();
  readonly names = new Map<string, string>();
  private count = 0;

  /** Somebody makes a photo at the service. */
  put(album: string, name: string, bytes: Buffer, more: Partial<FakePhoto> = {}): RemotePhoto {
    const albumId = this.albumOf(album);
    const id = `p${(this.count += 1)}`;
    this.photosById.set(id, { id, name, bytes, albums: new Set([albumId]), secret: secretOf(id, bytes), ...more });
    return this.seen(id, albumId);
  }

  /** Somebody gives a photo other content at the service. */
  edit(id: string, bytes: Buffer): void {
    Object.assign(this.get(id), { bytes, secret: secretOf(id, bytes), notedMd5: undefined });
  }

  albumOf(name: string): string {
    for (const [id, other] of this.names) if (other === name) return id;
    const id = `A${this.names.size + 1}`;
    this.names.set(id, name);
    return id;
  }

  get(id: string): FakePhoto {
    const photo = this.photosById.get(id);
    if (photo === undefined) throw new Error(`no photo ${id}`);
    return photo;
  }

  /** All there is, for a comparison: `Album/name` with the content. */
  contents(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { name, bytes, albums } of this.photosById.values()) {
      for (const album of albums) found[`${this.names.get(album)}/${name}`] = md5(bytes);
    }
    return found;
  }

  async check(): Promise<void> {}

  async albums() {
    return { entries: [...this.names].map(([id, name]) => ({ id, name })) };
  }

  async photos({ album }: { album: { id: string } }) {
    const inAlbum = [...this.photosById.values()].filter(({ albums }) => albums.has(album.id));
    return { entries: inAlbum.map(({ id }) => this.seen(id, album.id)), oddities: [] };
  }

  async photo({ albumId, id }: { albumId: string; id: string }): Promise<RemotePhoto | undefined> {
    return this.photosById.get(id)?.albums.has(albumId) === true ? this.seen(id, albumId) : undefined;
  }

  async content({ id }: RemotePhoto): Promise<Content> {
    this.downloads += 1;
    const photo = this.photosById.get(id);
    if (photo === undefined) throw new ProviderError('NotFound', `${id} is gone`);
    await this.whileFetching?.();
    return contentOf(photo.bytes);
  }

  add({ to, content, privacy, tags, modifiedAt, onProgress }: AddPhotoRequest): Promise<RemotePhoto> {
    return life.effect('add', async () => {
      const albumId = to.albumId ?? this.albumOf(to.albumName);
      const bytes = await read(content, onProgress);
      for (const photo of this.photosById.values()) {
        if (photo.albums.has(albumId) && photo.name === to.name && photo.bytes.equals(bytes)) {
          return this.seen(photo.id, albumId);
        }
      }
      this.changes.push(`add ${to.name}`);
      const more = { privacy, tags, modifiedAt, notedMd5: content.md5 };
      return this.put(this.names.get(albumId) ?? '', to.name, bytes, more);
    });
  }

  replace({ photo: { id, albumId }, content, onProgress }: Parameters<Albums['replace']>[0]): Promise<RemotePhoto> {
    return life.effect('replace', async () => {
      const bytes = await read(content, onProgress);
      if (!this.get(id).bytes.equals(bytes)) {
        this.changes.push(`replace ${id}`);
        this.edit(id, bytes);
      }
      return this.seen(id, albumId);
    });
  }

  arrange({ photo: { id, albumId }, to }: { photo: RemotePhoto; to: RemotePlace }): Promise<RemotePhoto> {
    return life.effect('arrange', async () => {
      const photo = this.get(id);
      const target = to.albumId ?? this.albumOf(to.albumName);
      this.changes.push(`arrange ${id} to ${this.names.get(target)}/${to.name}`);
      photo.name = to.name;
      photo.albums.delete(albumId);
      photo.albums.add(target);
      return this.seen(id, target);
    });
  }

  remove({ photo: { id, albumId } }: { photo: RemotePhoto }): Promise<Removal> {
    return life.effect('remove', async (): Promise<Removal> => {
      const photo = this.photosById.get(id);
      const restore = `the trash of Flickr: ${id}`;
      if (photo === undefined) return { how: 'trashed', restore };
      this.changes.push(`remove ${id} of ${albumId}`);
      photo.albums.delete(albumId);
      if (photo.albums.size > 0) return { how: 'detached', restore };
      this.photosById.delete(id);
      return { how: 'trashed', restore };
    });
  }

  noteMd5({ photo, md5: noted }: { photo: RemotePhoto; md5: string }): Promise<void> {
    return life.effect('noteMd5', async () => {
      this.changes.push(`note ${photo.id}`);
      this.get(photo.id).notedMd5 = noted;
    });
  }

  private seen(id: string, albumId: string): RemotePhoto {
    const { name, secret, bytes, notedMd5, modifiedAt } = this.get(id);
    const known = this.tellsMd5 ? md5(bytes) : notedMd5;
    return {
      albumId,
      id,
      name,
      fingerprint: secret,
      bytes: bytes.length,
      ...(known === undefined ? {} : { md5: known }),
      ...(modifiedAt === undefined ? {} : { modifiedAt }),
    };
  }
}

function secretOf(id: string, bytes: Buffer): string {
  return createHash('sha256').update(id).update(bytes).digest('hex').slice(0, 12);
}

async function read(content: Content, onProgress: (bytes: number) => void): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await content.open()) {
    pieces.push(piece as Buffer);
    onProgress(Buffer.concat(pieces).length);
  }
  return Buffer.concat(pieces);
}
