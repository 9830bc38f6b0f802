import { createHash } from 'node:crypto';
import { folderOf, joinPath } from '../../core/naming';
import { safePart, safePath } from '../../core/safe-path';
import type { RemotePlace } from '../../core/sync';
import { conflictName } from '../../core/sync-conflict-name';
import { nameKey } from '../../core/sync-titles';
import type { LocalRow, RemoteRow } from '../../state/sync-survey';
import type { BlindSpots } from './blind-spots';
import type { SyncHalf } from './sync-half';

/** Where a photo of a service is to lie here. */
export interface LocalPlace {
  path: string;
  /** File that has the name it should have; its own is then another. */
  occupant?: LocalRow;
}

/** Where photos go, on either side. What was found out once is remembered for as long as the object lives. */
export class Places {
  private readonly folders = new Map<string, Promise<string | undefined>>();
  private readonly albums = new Map<string, Promise<Omit<RemotePlace, 'name'>>>();

  constructor(
    private readonly half: SyncHalf,
    private readonly spots: BlindSpots,
  ) {}

  /** A name in the album of a title at the service: in the one there is, or one that is to be made. */
  async there(title: string, name: string): Promise<RemotePlace> {
    return { ...(await remembered(this.albums, title, () => this.findAlbum(title))), name };
  }

  /**
   * A path for a photo of a service, beside what is there: its own name, or where that is taken one that tells where it
   * is from. `undefined`: no folder can hold the album.
   * @param to Album and name it should have; `folder` where that is decided already.
   * @param self The file it has, which is in nobody's way.
   */
  async here(
    remote: RemoteRow,
    to: { title: string; name: string; folder?: string },
    self?: LocalRow,
  ): Promise<LocalPlace | undefined> {
    const { title } = to;
    const folder = to.folder ?? (await remembered(this.folders, title, () => this.findFolder(title)));
    if (folder === undefined) return undefined;
    const name = shortName(to.name, remote.photo_id);
    const occupant = await this.occupantOf(title, name, self);
    if (occupant === undefined) return { path: joinPath(folder, name) };
    return { path: joinPath(folder, await this.freeName(title, name)), occupant };
  }

  /** The next name beside a taken one, free on both sides. */
  async freeName(title: string, name: string): Promise<string> {
    const { of, service, state } = this.half;
    const own = shortName(name, title);
    for (let n = 1; ; n += 1) {
      const free = conflictName(own, service, n);
      const shared = { title, nameKey: nameKey(free) };
      const taken = [
        ...(await state.syncSharedNames.localsNamed(of, shared)),
        ...(await state.syncSharedNames.remotesNamed(of, shared)),
      ];
      if (taken.length === 0) return free;
    }
  }

  /** True when no file of an album has a name. */
  async isFreeHere(title: string, name: string): Promise<boolean> {
    return (await this.occupantOf(title, name, undefined)) === undefined;
  }

  private async occupantOf(title: string, name: string, self: LocalRow | undefined): Promise<LocalRow | undefined> {
    const { of, state } = this.half;
    const named = await state.syncSharedNames.localsNamed(of, { title, nameKey: nameKey(name) });
    return named.find(({ path }) => path !== self?.path);
  }

  private async findAlbum(title: string): Promise<Omit<RemotePlace, 'name'>> {
    const album = await this.half.state.syncAlbums.ofTitle(this.half.of, title);
    return album === undefined ? { albumName: title } : { albumId: album.id, albumName: album.name };
  }

  /** Where most of the album lies, else a folder that feeds it, else one of its own. */
  private async findFolder(title: string): Promise<string | undefined> {
    const { of, pair, state, titles, options } = this.half;
    const feeds = (folder: string): boolean =>
      titles.titleOf(folder) === title && !this.spots.hidesPath(joinPath(folder, 'any'));
    const known = (await state.syncMatches.baseFolders(pair, title)).find(feeds);
    if (known !== undefined) return known;
    const feeding = (await state.syncSurveys.foldersOf(of, title)).find(feeds);
    if (feeding !== undefined) return feeding;
    if (title === options.rootTitle) return '';
    const own = safePart(title);
    return feeds(own) ? own : undefined;
  }
}

/** The folder that a file lies in stays that of its photo, as long as the album is the same. */
export function folderWithin(local: LocalRow, title: string): string | undefined {
  return local.title === title ? folderOf(local.path) : undefined;
}

/** A name that every disk can hold; what it is the name of stands in for what is cut away. */
function shortName(name: string, owner: string): string {
  return safePath(safePart(name), createHash('md5').update(owner).digest('hex'));
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}
