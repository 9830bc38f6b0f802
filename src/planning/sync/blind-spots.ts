import { folderOf, nameOf } from '../../core/naming';
import { isPhotoName, type AlbumTitles } from '../../core/sync-titles';
import type { FoundAlbum } from '../../state/sync-albums';
import type { SyncHalf } from './sync-half';

/** What could not be read here, with the album it belongs to. */
interface Unreadable {
  path: string;
  title: string;
  trouble: string;
}

/** What a survey could not look at: nothing there counts as gone, and nothing is done about it. */
export class BlindSpots {
  private readonly titles = new Set<string>();
  private readonly albums: Set<string>;

  private constructor(
    readonly unreadable: Unreadable[],
    readonly troubled: FoundAlbum[],
    private readonly albumsHere: AlbumTitles,
  ) {
    this.albums = new Set(troubled.map(({ id }) => id));
  }

  /** Reads them from a survey. */
  static async of({ of, pair, state, titles }: SyncHalf): Promise<BlindSpots> {
    const unreadable = await state.syncSurveys.unreadable(of);
    const troubled = await state.syncAlbums.troubled(of);
    const spots = new BlindSpots(unreadable, troubled, titles);
    for (const { path, title } of unreadable) {
      spots.titles.add(title);
      for (const known of await state.syncMatches.baseTitlesBelow(pair, path)) spots.titles.add(known);
    }
    for (const { title } of troubled) {
      if ((await state.syncAlbums.ofTitle(of, title)) === undefined) spots.titles.add(title);
    }
    return spots;
  }

  /** True when an album is left alone as a whole. */
  hidesTitle(title: string): boolean {
    if (this.titles.has(title)) return true;
    // What folders there are in one that cannot be read nobody knows.
    return this.unreadable.some((one) => !isPhotoName(nameOf(one.path)) && title.startsWith(`${one.title} - `));
  }

  /** True when a file may be there though the survey did not see it. */
  hidesPath(path: string): boolean {
    return this.excludes(path) || this.unreadable.some((one) => path === one.path || path.startsWith(`${one.path}/`));
  }

  /** True for a file in a folder that is left out: it may have been part of an album before that was said. */
  excludes(path: string): boolean {
    return this.albumsHere.titleOf(folderOf(path)) === undefined;
  }

  /** True when a photo may be there though the survey did not see it. */
  hidesAlbum(albumId: string): boolean {
    return this.albums.has(albumId);
  }
}
