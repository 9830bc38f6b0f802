import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFacts } from '../../core/error-facts';
import { folderOf, nameOf } from '../../core/naming';
import { isPhotoName, nameKey, type AlbumTitles } from '../../core/sync-titles';
import { fingerprintOf } from '../../providers/local/fingerprint';
import { openUnchanged } from '../../providers/local/open-unchanged';
import { md5OfContent } from '../../providers/md5';
import { ProviderError } from '../../providers/provider-error';
import type { CallOptions } from '../../providers/provider';
import type { State } from '../../state/state';
import type { HalfOfJob, LocalFound } from '../../state/sync-survey';
import { checksumKey } from '../transfer-planner';
import { reasonOf, walkAlbums, type Walked, type WalkPlace } from './walk-albums';

/** A page of a scan ends after so many photos, or so many bytes that had to be read. */
const photosPerPage = 2_000;
const readBytesPerPage = 2 * 1024 ** 3;

/** Photos looked up at once, looked at at once, and read at once. */
const photosAtOnce = 250;
const statsAtOnce = 32;
const readAtOnce = 3;

interface ScanPorts {
  of: HalfOfJob;
  pair: string;
  root: string;
  titles: AlbumTitles;
  state: Pick<State, 'checksums' | 'syncMatches' | 'syncSurveys'>;
}

/** One page of a scan. No `cursor`: all has been looked at. */
interface ScanPage {
  listed: number;
  cursor?: WalkPlace;
}

/**
 * Looks at a page of the photos below a local root and notes what they are. Only what is not known by its size, time and
 * inode is read.
 * @throws {ProviderError} when the root is not there, or the disk fails.
 */
export async function scanLocal(
  ports: ScanPorts,
  after: WalkPlace | undefined,
  { signal }: CallOptions,
): Promise<ScanPage> {
  const scan = new LocalScan(ports, signal);
  let listed = 0;
  let group: LookedAt[] = [];
  for await (const found of walkAlbums(ports, after)) {
    if (found.kind === 'folder' || found.kind === 'closed') {
      await scan.noteFolder(found);
      continue;
    }
    group.push(found);
    if (group.length < photosAtOnce) continue;
    await scan.look(group);
    listed += group.length;
    group = [];
    if (listed >= photosPerPage || scan.readBytes >= readBytesPerPage) {
      await scan.flush();
      return { listed, cursor: { folder: folderOf(found.path), name: nameOf(found.path) } };
    }
  }
  await scan.look(group);
  await scan.flush();
  return { listed: listed + group.length };
}

type LookedAt = Extract<Walked, { kind: 'photo' | 'unreadable' }>;

class LocalScan {
  readBytes = 0;
  private photos: LocalFound[] = [];
  private readonly checksums: { assetKey: string; fingerprint: string; md5: string }[] = [];
  private folders: Parameters<State['syncSurveys']['putFolders']>[1] = [];

  constructor(
    private readonly ports: ScanPorts,
    private readonly signal: AbortSignal,
  ) {}

  /** Notes a folder: which album it feeds, or why it cannot be looked into. */
  async noteFolder(found: Extract<Walked, { kind: 'folder' | 'closed' }>): Promise<void> {
    this.signal.throwIfAborted();
    const trouble = found.kind === 'closed' ? found.reason : null;
    this.folders.push({ path: found.path, ...this.albumOf(found.path), trouble });
    if (this.folders.length >= photosPerPage) await this.flush();
  }

  /** Finds out what a group of photos is. */
  async look(group: LookedAt[]): Promise<void> {
    const found: FoundFile[] = [];
    for (let start = 0; start < group.length; start += statsAtOnce) {
      this.signal.throwIfAborted();
      const some = group.slice(start, start + statsAtOnce);
      found.push(...(await Promise.all(some.map((one) => this.statOf(one)))).filter((one) => one !== undefined));
    }
    const unread = await this.noteKnown(found);
    const lane = async (): Promise<void> => {
      for (let file = unread.shift(); file !== undefined; file = unread.shift()) await this.read(file);
    };
    await Promise.all(Array.from({ length: readAtOnce }, lane));
    await this.ports.state.checksums.recordAll(this.checksums.splice(0));
  }

  /** Notes those that need not be read; returns the others. */
  private async noteKnown(found: FoundFile[]): Promise<FoundFile[]> {
    const { state, pair } = this.ports;
    const paths = found.map(({ path }) => path);
    const md5s = await state.checksums.findAll(found.map((file) => ({ ...file, assetKey: this.keyOf(file) })));
    // What a sync itself has stored was read then.
    const bases = await state.syncMatches.bases(pair, paths);
    const unread: FoundFile[] = [];
    for (const file of found) {
      const base = bases.get(file.path);
      const md5 = md5s.get(this.keyOf(file)) ?? (base?.localFingerprint === file.fingerprint ? base.md5 : undefined);
      if (file.bytes === 0) this.note(file, { md5: '', trouble: 'is empty: nothing is done with empty files' });
      else if (md5 === undefined) unread.push(file);
      else this.note(file, { md5 });
    }
    return unread;
  }

  async flush(): Promise<void> {
    const { of, state } = this.ports;
    await state.syncSurveys.putFolders(of, this.folders);
    await state.syncSurveys.putLocal(of, this.photos);
    this.folders = [];
    this.photos = [];
  }

  private async read(file: FoundFile): Promise<void> {
    this.signal.throwIfAborted();
    const { bytes, fingerprint } = file;
    const open = (): ReturnType<typeof openUnchanged> => openUnchanged(join(this.ports.root, file.path), file, 0);
    try {
      const md5 = await md5OfContent({ bytes, fingerprint, open }, this.signal);
      this.readBytes += bytes;
      this.checksums.push({ assetKey: this.keyOf(file), fingerprint, md5 });
      this.note(file, { md5 });
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof ProviderError) {
        return this.note(file, { md5: '', trouble: 'was changed while it was read; the next sync looks again' });
      }
      this.noteFailure(file.path, error);
    }
  }

  private async statOf(one: LookedAt): Promise<FoundFile | undefined> {
    const { path } = one;
    if (one.kind === 'unreadable') {
      this.noteUnreadable(one);
      return undefined;
    }
    try {
      const found = await stat(join(this.ports.root, path), { bigint: true });
      return { path, bytes: Number(found.size), fingerprint: fingerprintOf(found), mtimeMs: Number(found.mtimeMs) };
    } catch (error) {
      this.noteFailure(path, error);
      return undefined;
    }
  }

  /** @throws {ProviderError} when it is a failure of the disk, and not of the file. */
  private noteFailure(path: string, error: unknown): void {
    if (errorFacts(error).code === 'ENOENT') {
      // A name that is not UTF-8 text cannot be named, so nothing was ever known of it; others have just gone.
      if (path.includes('\ufffd')) this.noteUnnamed(path);
      return;
    }
    this.noteUnreadable({ path, reason: reasonOf(error) });
  }

  private keyOf({ path }: { path: string }): string {
    return checksumKey(`local:${this.ports.root}`, { path });
  }

  private note(file: FoundFile, told: { md5: string; trouble?: string }): void {
    const { path, bytes, fingerprint, mtimeMs } = file;
    const { title } = this.albumOf(folderOf(path));
    const name = nameOf(path).normalize('NFC');
    this.photos.push({
      path,
      title,
      name,
      name_key: nameKey(name),
      bytes,
      fingerprint,
      md5: told.md5,
      mtime_ms: mtimeMs,
      verdict: told.trouble === undefined ? null : 'failed',
      trouble: told.trouble === undefined ? null : `"${path}" ${told.trouble}`,
    });
  }

  private noteUnnamed(path: string): void {
    const file = { path, bytes: 0, fingerprint: '', mtimeMs: 0 };
    this.note(file, { md5: '', trouble: 'has a name that is not UTF-8 text; rename it' });
  }

  private noteUnreadable({ path, reason }: { path: string; reason: string }): void {
    // A link to nothing may have led to an album; what is called like a photo was one.
    const folder = isPhotoName(nameOf(path)) ? folderOf(path) : path;
    this.folders.push({ path, ...this.albumOf(folder), trouble: reason });
  }

  private albumOf(folder: string): { title: string; title_key: string } {
    const title = this.ports.titles.titleOf(folder) ?? '';
    return { title, title_key: nameKey(title) };
  }
}

interface FoundFile {
  path: string;
  bytes: number;
  fingerprint: string;
  mtimeMs: number;
}
