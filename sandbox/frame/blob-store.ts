import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Piece } from './piece';

/** Keeps bytes under their MD5 and size; the same bytes are kept once, for as long as somebody holds them. */
export class BlobStore {
  private readonly holders = new Map<string, number>();
  private readonly arriving = new Map<string, Promise<void>>();
  private readonly folders = new Set<string>();

  constructor(private readonly directory: string) {}

  /** Where the bytes of a key are. */
  path(key: string): string {
    return join(this.directory, key.slice(0, 2), key);
  }

  /** Keeps a piece and answers its key. The piece must not be used afterwards unless it is in memory. */
  async keep(piece: Piece): Promise<string> {
    const key = `${piece.md5}-${piece.bytes}`;
    const held = this.holders.get(key) ?? 0;
    this.holders.set(key, held + 1);
    if (held > 0) {
      if ('path' in piece.content) await rm(piece.content.path, { force: true });
      await this.arriving.get(key);
      return key;
    }
    const arrival = this.place(key, piece);
    this.arriving.set(key, arrival);
    await arrival.finally(() => this.arriving.delete(key));
    return key;
  }

  /** Counts one more holder of a key that is there, as after a restart. */
  hold(key: string): void {
    this.holders.set(key, (this.holders.get(key) ?? 0) + 1);
  }

  /** One holder less; the last one takes the bytes along. */
  async release(key: string): Promise<void> {
    const held = this.holders.get(key) ?? 0;
    if (held > 1) {
      this.holders.set(key, held - 1);
      return;
    }
    this.holders.delete(key);
    // The name goes at once, in this very tick, so that the same bytes coming back are written afresh.
    const doomed = `${this.path(key)}.${randomUUID()}`;
    renameSync(this.path(key), doomed);
    await rm(doomed, { force: true });
  }

  /** Removes what nobody holds: left by a kill between the bytes and the word about them. */
  async sweep(): Promise<void> {
    for (const folder of await readdir(this.directory)) {
      for (const name of await readdir(join(this.directory, folder))) {
        if (!this.holders.has(name)) await rm(join(this.directory, folder, name), { force: true });
      }
    }
  }

  private async place(key: string, piece: Piece): Promise<void> {
    const target = this.path(key);
    const folder = join(this.directory, key.slice(0, 2));
    if (!this.folders.has(folder)) {
      await mkdir(folder, { recursive: true });
      this.folders.add(folder);
    }
    if ('path' in piece.content) await rename(piece.content.path, target);
    else await writeFile(target, piece.content.buffer);
  }
}
