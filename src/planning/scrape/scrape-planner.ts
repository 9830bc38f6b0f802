import { join } from 'node:path';
import type { Asset, SourceRef } from '../../core/asset';
import { alreadyThere } from '../../core/decide';
import type { ScrapeSpec } from '../../core/spec';
import type { AssetPage, CallOptions, FolderPage, Source } from '../../providers/provider';
import type { Catalogue } from '../../state/catalogue';
import { catalogueFileName, catalogueLines } from '../../state/catalogue-lines';
import type { CatalogueEntry, CatalogueRow, CatalogueSpace } from '../../state/catalogue-row';
import type { NameRegister } from '../../state/names';
import type { PlannedItem } from '../../state/outcomes';
import type { CheckedEnds, JobPlanner, PlannedItems, PlanRequest } from '../job-planner';
import { oddityItem } from '../transfer-planner';
import { unlistable } from '../unlistable';
import { catalogueEntry, catalogueKey, diskWish, savedResult } from './catalogue-entry';
import { reserveOnDisk } from './disk-names';
import { isAsSaved, lookAtFile, mustBeWritable } from './saved-file';

/** Files looked at at once. */
const lookedAtAtOnce = 16;

/** Why an asset that is no longer listed is in the report. */
export const goneReason = 'no longer in the account; its file stays';

interface ScrapePorts {
  jobId: string;
  source: Source;
  names: NameRegister;
  /** A dry run gives one that notes nothing. */
  catalogue: Catalogue;
}

/**
 * Plans a job that brings an account to a disk. Its folders are the account's listings. What the catalogue knows to be
 * saved and unchanged costs one look at the file; everything else is an operation.
 */
export class ScrapePlanner implements JobPlanner {
  private readonly space: CatalogueSpace;

  constructor(
    private readonly spec: ScrapeSpec,
    private readonly ports: ScrapePorts,
  ) {
    this.space = { scope: ports.source.scope, root: spec.destination.root };
  }

  async check(options: CallOptions): Promise<CheckedEnds> {
    const { source } = this.ports;
    await source.check(options);
    await mustBeWritable(this.space.root);
    return { service: source.service, quotas: { listing: [], writing: [], reading: source.quotas } };
  }

  folders(request: { cursor?: string; limit: number }, options: CallOptions): Promise<FolderPage> {
    return this.ports.source.folders({ ...request, recursive: true }, options);
  }

  async page({ folder, cursor, limit, known }: PlanRequest, options: CallOptions): Promise<PlannedItems> {
    const { catalogue, jobId } = this.ports;
    if (cursor === undefined) await catalogue.beginListing(jobId, folder.path);
    const page = await this.listOrOddity({ folder, cursor, limit }, options);
    const entries = await this.placed(page.entries);
    const rows = await catalogue.find(this.space, [...entries.keys()]);
    await catalogue.record(this.space, [...entries.values()], jobId);
    const before = await known([...page.entries, ...page.oddities].map(({ path }) => path));
    const items = await this.compare(
      page.entries.filter(({ path }) => !before.has(path)),
      { entries, rows },
      options,
    );
    const oddities = page.oddities.filter(({ path }) => !before.has(path)).map(oddityItem);
    if (page.cursor === undefined && page.oddities.length === 0) await catalogue.completeListing(jobId, folder.path);
    return { items: [...items, ...oddities].map((item) => ({ ...item, folder: folder.path })), cursor: page.cursor };
  }

  async probe(options: CallOptions): Promise<void> {
    await this.ports.source.probe?.(options);
  }

  /**
   * Assets of the selection that the account has listed once and lists no more, each told once. Nothing when a listing of
   * this job was not seen to its end. Files stay.
   */
  async *afterwards(options: CallOptions): AsyncGenerator<PlannedItem[]> {
    const { catalogue } = this.ports;
    const since = await this.listedSince(options);
    if (since === undefined) return;
    const { folder, resourceTypes, since: from, transformation } = this.spec.scrape;
    const selection = {
      folder,
      resourceTypes,
      sinceVersion: from === undefined ? undefined : Math.floor(Date.parse(from) / 1000),
      form: transformation ?? '',
    };
    let after: string | undefined;
    do {
      const gone = await catalogue.unseen(this.space, selection, { since, after });
      if (gone.length === 0) return;
      yield gone.map((row) => goneItem(row));
      // Only when they are written down: an attempt that ends before finds them again.
      await catalogue.markGone(
        this.space,
        gone.map(({ key }) => key),
      );
      after = gone.at(-1)?.key;
    } while (after !== undefined);
  }

  /** What is known of the account, beside its folder: no asset can have that name. */
  files(): { file: string; content: AsyncIterable<string> }[] {
    const { scope, root } = this.space;
    const file = join(root, catalogueFileName({ scope }));
    return [{ file, content: catalogueLines(this.ports.catalogue, this.space) }];
  }

  /** When this job began to list, if it has seen all its listings to their ends. */
  private async listedSince(options: CallOptions): Promise<string | undefined> {
    const { completed, startedAt } = await this.ports.catalogue.listingsOf(this.ports.jobId);
    let cursor: string | undefined;
    do {
      const page = await this.folders({ cursor, limit: 100 }, options);
      if (!page.entries.every(({ path }) => completed.has(path))) return undefined;
      cursor = page.cursor;
    } while (cursor !== undefined);
    return startedAt;
  }

  /** Each asset with its place on the disk, by its key in the catalogue. */
  private async placed(assets: Asset[]): Promise<Map<string, CatalogueEntry>> {
    const { names, source } = this.ports;
    const { transformation } = this.spec.scrape;
    const naming = { scope: source.scope, transformation };
    const wishes = assets.map((asset) => ({ asset, wish: diskWish(asset, naming) }));
    const paths = await reserveOnDisk(
      names,
      `local:${this.space.root}`,
      wishes.map(({ wish }) => wish),
    );
    const entries = wishes.map(({ asset, wish }) =>
      catalogueEntry(asset, paths.get(wish.key) ?? wish.path, transformation),
    );
    return new Map(entries.map((entry) => [entry.key, entry]));
  }

  private async compare(
    assets: Asset[],
    known: { entries: Map<string, CatalogueEntry>; rows: Map<string, CatalogueRow> },
    { signal }: CallOptions,
  ): Promise<Omit<PlannedItem, 'folder'>[]> {
    const items: Omit<PlannedItem, 'folder'>[] = [];
    for (let start = 0; start < assets.length; start += lookedAtAtOnce) {
      signal.throwIfAborted();
      const some = assets.slice(start, start + lookedAtAtOnce);
      items.push(...(await Promise.all(some.map((asset) => this.compareOne(asset, known)))));
    }
    return items;
  }

  private async compareOne(
    asset: Asset,
    { entries, rows }: { entries: Map<string, CatalogueEntry>; rows: Map<string, CatalogueRow> },
  ): Promise<Omit<PlannedItem, 'folder'>> {
    const key = catalogueKey(asset.path, this.spec.scrape.transformation);
    const entry = entries.get(key);
    if (entry === undefined) throw new Error(`${asset.path} has no place on the disk`);
    const { path: item, bytes, fingerprint, ref } = asset;
    const saved = rows.get(key)?.saved;
    const file = saved === undefined ? undefined : await lookAtFile(this.space.root, entry.path);
    if (isAsSaved(file, saved, fingerprint)) {
      return {
        item,
        bytes,
        status: 'skipped',
        reason: alreadyThere,
        result: { ...savedResult(entry), etag: saved?.md5 },
      };
    }
    const operation = { kind: 'save' as const, item, bytes, ref, fingerprint, to: entry.path };
    return { item, bytes, status: 'planned', operation };
  }

  /** A listing that cannot be read is a failed row of the report; the others go on. */
  private async listOrOddity(
    request: { folder: SourceRef; cursor?: string; limit: number },
    options: CallOptions,
  ): Promise<AssetPage> {
    try {
      return await this.ports.source.list(request, options);
    } catch (error) {
      return unlistable(`${request.folder.path}/`, error);
    }
  }
}

function goneItem(row: CatalogueRow): PlannedItem {
  const { item, resourceType, type } = row;
  return {
    item,
    folder: `${resourceType}/${type}`,
    bytes: 0,
    status: 'skipped',
    reason: goneReason,
    result: { ...savedResult(row), etag: row.saved?.md5 ?? row.etag },
  };
}
