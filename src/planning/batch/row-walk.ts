import type { SourceRef } from '../../core/asset';
import type { AssetPage, CallOptions, Source } from '../../providers/provider';
import { unlistable } from '../unlistable';

/** Where a walk through all folders of a source stands. Small: it travels as a cursor through the workflow's history. */
interface WalkCursor {
  /** Cursor of the page of folders that the folder is on. */
  page?: string;
  folder: SourceRef;
  /** Where the folder's own listing goes on. */
  at?: string;
}

/** Tiny folders are put together to one page, but a page must not take for ever. */
const mostListings = 25;
const foldersPerPage = 50;

/** All assets of a source as one listing: its folders one after another. */
export class RowWalk {
  constructor(
    private readonly source: Source,
    private readonly recursive: boolean,
  ) {}

  /** The next page, of at most `limit` assets and oddities. */
  async page(request: { cursor?: string; limit: number }, options: CallOptions): Promise<AssetPage> {
    const page: AssetPage = { entries: [], oddities: [] };
    let at =
      request.cursor === undefined
        ? await this.firstFrom(undefined, options)
        : (JSON.parse(request.cursor) as WalkCursor);
    for (let listings = 0; at !== undefined && listings < mostListings; listings += 1) {
      const room = request.limit - page.entries.length - page.oddities.length;
      if (room <= 0) break;
      const found = await this.listFolder(at, room, options);
      page.entries.push(...found.entries);
      page.oddities.push(...found.oddities);
      at = found.cursor === undefined ? await this.after(at, options) : { ...at, at: found.cursor };
    }
    return at === undefined ? page : { ...page, cursor: JSON.stringify(at) };
  }

  /** A subfolder that cannot be listed is a failed line of the report; the others are listed. */
  private async listFolder({ folder, at }: WalkCursor, limit: number, options: CallOptions): Promise<AssetPage> {
    try {
      return await this.source.list({ folder, cursor: at, limit }, options);
    } catch (error) {
      return unlistable(`${folder.path}/`, error);
    }
  }

  private async after({ page, folder }: WalkCursor, options: CallOptions): Promise<WalkCursor | undefined> {
    const folders = await this.folders(page, options);
    const next = folders.entries[folders.entries.findIndex(({ path }) => path === folder.path) + 1];
    if (next !== undefined) return { page, folder: { path: next.path, ref: next.ref } };
    return folders.cursor === undefined ? undefined : this.firstFrom(folders.cursor, options);
  }

  private async firstFrom(start: string | undefined, options: CallOptions): Promise<WalkCursor | undefined> {
    let page = start;
    for (;;) {
      const { entries, cursor } = await this.folders(page, options);
      const [first] = entries;
      if (first !== undefined) return { page, folder: { path: first.path, ref: first.ref } };
      if (cursor === undefined) return undefined;
      page = cursor;
    }
  }

  private latest: { page: string | undefined; found: Awaited<ReturnType<Source['folders']>> } | undefined;

  private async folders(page: string | undefined, options: CallOptions) {
    if (this.latest === undefined || this.latest.page !== page) {
      const found = await this.source.folders(
        { cursor: page, limit: foldersPerPage, recursive: this.recursive },
        options,
      );
      this.latest = { page, found };
    }
    return this.latest.found;
  }
}
