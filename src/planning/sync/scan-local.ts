import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFacts } from '../../core/error-facts';
import { folderOf, nameOf } from '../../core/naming';
import { isPhotoName, nameKey, type AlbumTitles } from '../../core/sync-titles';
import { classifyLocal } from '../../providers/local/classify';
import { fingerprintOf } from '../../providers/local/fingerprint';
import { openUnchanged } from '../../providers/local/open-unchanged';
import { md5OfContent } from '../../providers/md5';
import { ProviderError } from '../../providers/provider-error';
import type { CallOptions } from '../../providers/provider';
import type { State } from '../../state/state';
import type { HalfOfJob, LocalFound } from '../../state/sync-survey';
import { checksumKey } from '../transfer-planner';
import { walkAlbums, type Walked, type WalkPlace } from './walk-albums';

/** A page of a scan ends after so many photos, or so many bytes that had to be read. */
const photosPerPage = 2_000;
const readBytesPerPage = 2 * 1024 ** 3;

/** Photos looked at at once, and files read at once. */
const photosAtOnce = 64;
const readAtOnce = 3;

interface ScanPorts {
  of: HalfOfJob;
  pair: string;
  root: string;
  titles: AlbumTitles;
  state: Pick<State, 'checksums' | 'syncBase' | 'syncSurveys'>;
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
    this.signal.throwIfAborted();
    const unread: Read[] = [];
    await Promise.all(
      group.map(async (found) => {
        if (found.kind === 'unreadable') this.noteUnreadable(found);
        else await this.lookAt(found.path, unread);
      }),
    );
    const lane = async (): Promise<void> => {
      for (let read = unread.shift(); read !== undefined; read = unread.shift()) await read();
    };
    await Promise.all(Array.from({ length: readAtOnce }, lane));
  }

  async flush(): Promise<void> {
    const { of, state } = this.ports;
    await state.syncSurveys.putFolders(of, this.folders);
    await state.syncSurveys.putLocal(of, this.photos);
    this.folders = [];
    this.photos = [];
  }

  private async lookAt(path: string, unread: Read[]): Promise<void> {
    const { root, state, pair } = this.ports;
    const facts = await this.statOf(path);
    if (facts === undefined) return;
    const { bytes, fingerprint } = facts;
    if (bytes === 0) return this.note(path, facts, { md5: '', trouble: 'is empty: nothing is done with empty files' });
    const known = await state.checksums.find(checksumKey(`local:${root}`, { path }), fingerprint);
    if (known !== undefined) return this.note(path, facts, { md5: known });
    // What a sync itself has stored was read then.
    const base = await state.syncBase.ofFile(pair, path);
    if (base?.localFingerprint === fingerprint) return this.note(path, facts, { md5: base.md5 });
    unread.push(() => this.read(path, facts));
  }

  private async read(path: string, facts: FileFacts): Promise<void> {
    const { root, state } = this.ports;
    const { bytes, fingerprint } = facts;
    const open = (): ReturnType<typeof openUnchanged> => openUnchanged(join(root, path), facts, 0);
    try {
      const md5 = await md5OfContent({ bytes, fingerprint, open }, this.signal);
      this.readBytes += bytes;
      await state.checksums.record(checksumKey(`local:${root}`, { path }), fingerprint, md5);
      this.note(path, facts, { md5 });
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof ProviderError) {
        return this.note(path, facts, { md5: '', trouble: 'was changed while it was read; the next sync looks again' });
      }
      const failure = classifyLocal(error);
      if (failure.kind === 'NotFound') return;
      if (failure.kind !== 'InvalidAsset') throw failure;
      this.noteUnreadable({ path, reason: failure.message.replace(/ \([A-Z]+\)\.$/, '') });
    }
  }

  private async statOf(path: string): Promise<FileFacts | undefined> {
    try {
      const found = await stat(join(this.ports.root, path), { bigint: true });
      return { bytes: Number(found.size), fingerprint: fingerprintOf(found), mtimeMs: Number(found.mtimeMs) };
    } catch (error) {
      if (errorFacts(error).code === 'ENOENT') {
        // A name that is not UTF-8 text cannot be named, so nothing was ever known of it.
        if (path.includes('\ufffd')) this.noteUnnamed(path);
        return undefined;
      }
      const failure = classifyLocal(error);
      if (failure.kind !== 'InvalidAsset') throw failure;
      this.noteUnreadable({ path, reason: failure.message.replace(/ \([A-Z]+\)\.$/, '') });
      return undefined;
    }
  }

  private note(
    path: string,
    { bytes, fingerprint, mtimeMs }: FileFacts,
    told: { md5: string; trouble?: string },
  ): void {
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
    const facts = { bytes: 0, fingerprint: '', mtimeMs: 0 };
    this.note(path, facts, { md5: '', trouble: 'has a name that is not UTF-8 text; rename it' });
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

type Read = () => Promise<void>;

interface FileFacts {
  bytes: number;
  fingerprint: string;
  mtimeMs: number;
}
