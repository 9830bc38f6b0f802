import type { FactStore } from '../provider';
import { DriveCallError } from './call-error';
import type { DriveClient } from './client';
import { folderType } from './drive-file';
import { namesakes } from './find-by-path';
import type { IdSupply } from './id-supply';

/**
 * Finds the folders of a path, or makes them. Drive would make two of a name for two callers at once: a new folder's id
 * is fixed in the state database before the folder is made, so that callers on all machines, and a repeat after a crash,
 * make the same one.
 */
export class FolderMaker {
  private readonly found = new Map<string, Promise<string>>();

  constructor(
    private readonly client: DriveClient,
    private readonly facts: FactStore,
    private readonly ids: IdSupply,
  ) {}

  /** Id of the folder at a path below a start; made where it is not there. */
  async make(start: string, names: string[], signal: AbortSignal): Promise<string> {
    let parent = start;
    for (const name of names) parent = await this.once(parent, name, signal);
    return parent;
  }

  /** Forgets a folder that turned out to be gone. */
  forget(): void {
    this.found.clear();
  }

  private once(parent: string, name: string, signal: AbortSignal): Promise<string> {
    const key = `${parent}/${name}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const making = this.findOrCreate(parent, name, signal);
    this.found.set(key, making);
    making.catch(() => this.found.delete(key));
    return making;
  }

  private async findOrCreate(parent: string, name: string, signal: AbortSignal): Promise<string> {
    const [existing] = await namesakes(this.client, { parent, name, wanted: 'folder' }, signal);
    if (existing !== undefined) return existing.id;
    const fact = `folder ${parent}/${name}`;
    const claimed = await this.facts.claim(fact, await this.ids.next(signal));
    if (await this.create(claimed, parent, name, signal)) return claimed;
    // The folder of that id was made before and has been thrown away since.
    const another = await this.ids.next(signal);
    await this.facts.set(fact, another);
    await this.create(another, parent, name, signal);
    return another;
  }

  /** False when the id belongs to a folder that is in the trash or elsewhere by now. */
  private async create(id: string, parent: string, name: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.client.call(
        (drive, options) =>
          drive.files.create(
            {
              requestBody: { id, name, mimeType: folderType, parents: [parent] },
              fields: 'id',
              supportsAllDrives: true,
            },
            options,
          ),
        { signal },
      );
      return true;
    } catch (error) {
      if (!(error instanceof DriveCallError) || error.status !== 409) throw error;
      const found = await this.client.file(id, signal).catch(unlessGone);
      return found !== undefined && !found.trashed && found.parents.includes(parent) && found.name === name;
    }
  }
}

/** Passes for `undefined` what is gone. */
export function unlessGone(error: unknown): undefined {
  if (error instanceof DriveCallError && error.status === 404) return undefined;
  throw error;
}
