import { createReadStream, existsSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Collection } from './collection';
import { parseJson } from './json';

/**
 * Remembers collections across restarts: each change is one line of JSON appended to a file, many changes to one write.
 * A change is on the operating system's side once `flush` resolves, so killing the process loses nothing that was
 * answered. Opening rewrites the file without what was overwritten since.
 */
export class Journal {
  private readonly collections = new Map<string, Collection<unknown>>();
  private pending: string[] = [];
  private writing: Promise<void> | undefined;
  private handle: FileHandle | undefined;

  private constructor() {}

  /** Opens the journal at `file`; with no file nothing is kept. */
  static async open(file: string | undefined): Promise<Journal> {
    const journal = new Journal();
    if (file !== undefined) {
      await journal.load(file);
      await journal.compact(file);
    }
    return journal;
  }

  /** The collection of that name. Its values were written by this program, so they have the type they had then. */
  collection<T>(name: string): Collection<T> {
    let found = this.collections.get(name);
    if (!found) {
      found = new Collection<unknown>((key, value) => this.write(name, key, value));
      this.collections.set(name, found);
    }
    return found as Collection<T>;
  }

  /** Resolves when every change made so far is written. */
  async flush(): Promise<void> {
    while (this.writing || this.pending.length > 0) {
      this.writing ??= this.drain().finally(() => (this.writing = undefined));
      await this.writing;
    }
  }

  async close(): Promise<void> {
    await this.flush();
    await this.handle?.close();
    this.handle = undefined;
  }

  private write(name: string, key: string, value: unknown): void {
    if (this.handle) this.pending.push(line(name, key, value));
  }

  private async drain(): Promise<void> {
    const lines = this.pending;
    this.pending = [];
    await this.handle?.write(lines.join(''));
  }

  private async load(file: string): Promise<void> {
    if (!existsSync(file)) return;
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
    for await (const text of lines) {
      const record = parseJson(text);
      // A line cut short by a kill was never answered for.
      if (!Array.isArray(record)) continue;
      const [name, key, value] = record;
      if (typeof name === 'string' && typeof key === 'string') this.collection(name).restore(key, value);
    }
  }

  private async compact(file: string): Promise<void> {
    const fresh = `${file}.new`;
    const handle = await open(fresh, 'w');
    for (const [name, collection] of this.collections) {
      const batch: string[] = [];
      for (const key of collection.keys()) {
        batch.push(line(name, key, collection.get(key)));
        if (batch.length >= 1000) await handle.write(batch.splice(0).join(''));
      }
      await handle.write(batch.join(''));
    }
    await handle.sync();
    await handle.close();
    await rename(fresh, file);
    this.handle = await open(file, 'a');
  }
}

function line(name: string, key: string, value: unknown): string {
  return `${JSON.stringify(value === undefined ? [name, key] : [name, key, value])}\n`;
}
