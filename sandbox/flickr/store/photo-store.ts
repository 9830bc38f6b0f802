import { randomBytes } from 'node:crypto';
import type { BlobStore } from '../../frame/blob-store';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import type { Photo } from './photo';

/** What a photo is made of; the store gives the rest. */
export type NewPhoto = Omit<
  Photo,
  'id' | 'secret' | 'originalSecret' | 'server' | 'farm' | 'updatedAt' | 'changedAtMs'
>;

const firstId = 54_000_000_000;

/** Every photo, in the order of its upload. */
export class PhotoStore {
  bytes = 0;
  private readonly photos: Collection<Photo>;
  private readonly counters: Collection<number>;
  private readonly bySentMd5 = new Map<string, Set<string>>();
  private ordered: Photo[] | undefined;
  private garbage: string[] = [];

  constructor(
    journal: Journal,
    private readonly blobs: BlobStore,
  ) {
    this.photos = journal.collection('photos');
    this.counters = journal.collection('counters');
    for (const photo of this.photos.values()) {
      this.index(photo);
      blobs.hold(photo.blob);
    }
  }

  get size(): number {
    return this.photos.size;
  }

  get(id: string): Photo | undefined {
    return this.photos.get(id);
  }

  /** All photos, the newest first. */
  newestFirst(): readonly Photo[] {
    this.ordered ??= [...this.photos.values()].sort(
      (a, b) => b.uploadedAt - a.uploadedAt || Number(b.id) - Number(a.id),
    );
    return this.ordered;
  }

  /** A photo that was sent with these bytes. */
  withBytes(sentMd5: string): Photo | undefined {
    const [id] = this.bySentMd5.get(sentMd5) ?? [];
    return id === undefined ? undefined : this.photos.get(id);
  }

  /** The id that the next photo gets; none is given twice. */
  nextId(): string {
    return String(firstId + this.count('photos'));
  }

  /** Keeps a photo whose blob is already held for it. */
  add(id: string, photo: NewPhoto): Photo {
    const made: Photo = { ...photo, id, ...newSecrets(), server: '65535', farm: 66, ...changedNow() };
    this.photos.set(id, made);
    this.index(made);
    this.ordered = undefined;
    return made;
  }

  /** Changes what is said of a photo. */
  change(photo: Photo, change: Partial<Omit<Photo, 'id' | 'blob' | 'bytes' | 'sentMd5'>>): Photo {
    const changed = { ...photo, ...change, ...changedNow() };
    this.photos.set(photo.id, changed);
    this.ordered = undefined;
    return changed;
  }

  /** Gives a photo other bytes, whose blob is already held for it; its addresses change. */
  replace(photo: Photo, content: Partial<Photo> & Pick<Photo, 'blob' | 'bytes' | 'sentMd5'>): Photo {
    const changed = { ...photo, ...content, ...newSecrets(), ...changedNow() };
    this.unindex(photo);
    this.garbage.push(photo.blob);
    this.photos.set(photo.id, changed);
    this.index(changed);
    this.ordered = undefined;
    return changed;
  }

  /** Takes a photo away, and its bytes once the change is written down. */
  remove(photo: Photo): void {
    this.photos.delete(photo.id);
    this.unindex(photo);
    this.garbage.push(photo.blob);
    this.ordered = undefined;
  }

  /** The next number of a kind: photos, albums, tags, tickets. */
  count(kind: string): number {
    const next = (this.counters.get(kind) ?? 0) + 1;
    this.counters.set(kind, next);
    return next;
  }

  /** Blobs that nobody needs once every change is written. */
  takeGarbage(): string[] {
    return this.garbage.splice(0);
  }

  /** Lets go of bytes that were written down as gone. */
  async release(garbage: readonly string[]): Promise<void> {
    for (const blob of garbage) await this.blobs.release(blob);
  }

  private index({ id, sentMd5, bytes }: Photo): void {
    this.bytes += bytes;
    const same = this.bySentMd5.get(sentMd5);
    if (same) same.add(id);
    else this.bySentMd5.set(sentMd5, new Set([id]));
  }

  private unindex({ id, sentMd5, bytes }: Photo): void {
    this.bytes -= bytes;
    this.bySentMd5.get(sentMd5)?.delete(id);
  }
}

function newSecrets(): Pick<Photo, 'secret' | 'originalSecret'> {
  return { secret: randomBytes(5).toString('hex'), originalSecret: randomBytes(5).toString('hex') };
}

function changedNow(): Pick<Photo, 'updatedAt' | 'changedAtMs'> {
  const changedAtMs = Date.now();
  return { updatedAt: Math.floor(changedAtMs / 1000), changedAtMs };
}
