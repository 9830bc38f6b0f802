import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import type { Album } from './album';

/** That a photo is in an album, and where. */
interface Membership {
  album: string;
  photo: string;
  position: number;
}

/** Every album with the ids of its photos in order. An album without photos is no more. */
export class AlbumStore {
  private readonly albums: Collection<Album>;
  private readonly memberships: Collection<Membership>;
  private readonly counters: Collection<number>;
  /** Positions by photo by album. */
  private readonly members = new Map<string, Map<string, number>>();
  private readonly homes = new Map<string, Set<string>>();
  private readonly orders = new Map<string, string[]>();

  constructor(journal: Journal) {
    this.albums = journal.collection('albums');
    this.memberships = journal.collection('memberships');
    this.counters = journal.collection('album_counters');
    for (const { album, photo, position } of this.memberships.values()) this.index(album, photo, position);
  }

  get size(): number {
    return this.albums.size;
  }

  get(id: string): Album | undefined {
    return this.albums.get(id);
  }

  /** All albums in their order: the one made last comes first unless somebody ordered them. */
  inOrder(): Album[] {
    return [...this.albums.values()].sort((a, b) => a.order - b.order || (a.id < b.id ? 1 : -1));
  }

  /** Ids of an album's photos, in order. */
  photosOf(album: string): readonly string[] {
    return this.orderOf(album);
  }

  sizeOf(album: string): number {
    return this.members.get(album)?.size ?? 0;
  }

  has(album: string, photo: string): boolean {
    return this.members.get(album)?.has(photo) ?? false;
  }

  /** The albums a photo is in. */
  homesOf(photo: string): Album[] {
    return [...(this.homes.get(photo) ?? [])].flatMap((id) => this.albums.get(id) ?? []);
  }

  /** Makes an album of its first photo. */
  create(title: string, description: string, primary: string): Album {
    const number = (this.counters.get('albums') ?? 0) + 1;
    this.counters.set('albums', number);
    const id = `721777203${String(number).padStart(8, '0')}`;
    const createdAt = nowSeconds();
    const album: Album = { id, title, description, primary, order: -number, createdAt, updatedAt: createdAt };
    this.albums.set(id, album);
    this.add(album, primary);
    return album;
  }

  change(album: Album, change: Partial<Omit<Album, 'id'>>): Album {
    const changed = { ...album, ...change, updatedAt: nowSeconds() };
    this.albums.set(album.id, changed);
    return changed;
  }

  /** Puts a photo at the end. */
  add(album: Album, photo: string): void {
    const order = this.orderOf(album.id);
    const last = order.at(-1);
    const position = last === undefined ? 0 : (this.members.get(album.id)?.get(last) ?? 0) + 1;
    this.place(album.id, photo, position);
    // An album that grows photo by photo is not sorted anew each time.
    order.push(photo);
    this.orders.set(album.id, order);
    this.change(album, {});
  }

  /** Takes a photo out. Another one stands for the album when it was that; the last one takes the album along. */
  remove(album: Album, photo: string): void {
    this.memberships.delete(keyOf(album.id, photo));
    this.members.get(album.id)?.delete(photo);
    this.homes.get(photo)?.delete(album.id);
    this.orders.delete(album.id);
    const [first] = this.photosOf(album.id);
    if (first === undefined) this.forget(album);
    else this.change(album, album.primary === photo ? { primary: first } : {});
  }

  /** Takes a photo out of every album. */
  removeEverywhere(photo: string): void {
    for (const album of this.homesOf(photo)) this.remove(album, photo);
  }

  /** Gives an album exactly these photos, in this order; there is at least one. */
  setPhotos(album: Album, primary: string, photos: readonly string[]): void {
    const wanted = new Set(photos);
    for (const photo of this.photosOf(album.id)) {
      if (wanted.has(photo)) continue;
      this.memberships.delete(keyOf(album.id, photo));
      this.members.get(album.id)?.delete(photo);
      this.homes.get(photo)?.delete(album.id);
    }
    [...wanted].forEach((photo, position) => this.place(album.id, photo, position));
    this.orders.delete(album.id);
    this.change(album, { primary });
  }

  /** Takes an album away; its photos stay. */
  delete(album: Album): void {
    for (const photo of this.photosOf(album.id)) {
      this.memberships.delete(keyOf(album.id, photo));
      this.homes.get(photo)?.delete(album.id);
    }
    this.forget(album);
  }

  private orderOf(album: string): string[] {
    let order = this.orders.get(album);
    if (!order) {
      order = [...(this.members.get(album) ?? [])].sort(([, a], [, b]) => a - b).map(([photo]) => photo);
      this.orders.set(album, order);
    }
    return order;
  }

  private forget({ id }: Album): void {
    this.albums.delete(id);
    this.members.delete(id);
    this.orders.delete(id);
  }

  private place(album: string, photo: string, position: number): void {
    this.memberships.set(keyOf(album, photo), { album, photo, position });
    this.index(album, photo, position);
  }

  private index(album: string, photo: string, position: number): void {
    this.orders.delete(album);
    const members = this.members.get(album);
    if (members) members.set(photo, position);
    else this.members.set(album, new Map([[photo, position]]));
    const homes = this.homes.get(photo);
    if (homes) homes.add(album);
    else this.homes.set(photo, new Set([album]));
  }
}

function keyOf(album: string, photo: string): string {
  return `${album}/${photo}`;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
