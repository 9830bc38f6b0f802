import type { Asset } from '../../core/asset';
import { convertDeliveryUrl } from '../../core/delivery-url';
import type { AssetResult } from '../../core/outcome';
import type { UrlsSpec } from '../../core/spec';
import type { CallOptions, FolderPage, Source } from '../../providers/provider';
import type { PlannedItem } from '../../state/outcomes';
import { RowWalk } from '../batch/row-walk';
import type { CheckedEnds, JobPlanner, PlannedItems, PlanRequest } from '../job-planner';
import { catalogueEntry } from '../scrape/catalogue-entry';
import { listedResult } from '../scrape/listed-result';
import { oddityItem } from '../transfer-planner';

/** Where the list stands. Small: it travels as a cursor through the workflow's history. */
interface UrlsCursor {
  /** Where the walk through the source's listings goes on. */
  walk: string;
  /** Assets listed so far. */
  listed: number;
}

/**
 * Plans a job that lists the delivery URLs of a Cloudinary folder: all listings one after another, as one folder. There
 * is nothing to do about an asset once it is found.
 */
export class UrlsPlanner implements JobPlanner {
  private readonly walk: RowWalk;
  private readonly cloudName: string;

  /** @param source Its root says by which method it lists; see `urlsRoot`. */
  constructor(
    private readonly spec: UrlsSpec,
    private readonly source: Source,
  ) {
    this.walk = new RowWalk(source, true);
    this.cloudName = source.scope.slice(source.scope.indexOf(':') + 1);
  }

  async check(options: CallOptions): Promise<CheckedEnds> {
    await this.source.check(options);
    return { service: this.source.service, quotas: { listing: [], writing: [], reading: this.source.quotas } };
  }

  async folders(): Promise<FolderPage> {
    return { entries: [{ path: '' }] };
  }

  async page({ folder, cursor, limit, known }: PlanRequest, options: CallOptions): Promise<PlannedItems> {
    const at = cursor === undefined ? undefined : (JSON.parse(cursor) as UrlsCursor);
    const listed = at?.listed ?? 0;
    const room = (this.spec.urls.maxResults ?? Infinity) - listed;
    if (room <= 0) return { items: [] };
    const page = await this.walk.page({ cursor: at?.walk, limit: Math.min(limit, room) }, options);
    const before = await known([...page.entries, ...page.oddities].map(({ path }) => path));
    const items = [
      ...page.entries.filter(({ path }) => !before.has(path)).map((asset) => this.itemOf(asset)),
      ...page.oddities.filter(({ path }) => !before.has(path)).map(oddityItem),
    ].map((item): PlannedItem => ({ ...item, folder: folder.path }));
    const isLast = page.cursor === undefined || page.entries.length >= room;
    if (isLast || page.cursor === undefined) return { items };
    const next: UrlsCursor = { walk: page.cursor, listed: listed + page.entries.length };
    return { items, cursor: JSON.stringify(next) };
  }

  async probe(options: CallOptions): Promise<void> {
    await this.source.probe?.(options);
  }

  private itemOf(asset: Asset): Omit<PlannedItem, 'folder'> {
    const result = listedResult(catalogueEntry(asset, '', undefined));
    return { item: asset.path, bytes: asset.bytes, status: 'done', result: { ...result, ...this.converted(result) } };
  }

  /** The URL in the wished format, or a note why there is none. */
  private converted({ url }: AssetResult): Pick<AssetResult, 'convertedUrl' | 'note'> {
    const { format } = this.spec.urls;
    if (format === undefined || url === undefined) return {};
    const conversion = convertDeliveryUrl({ url, format, cloudName: this.cloudName });
    if ('url' in conversion) return { convertedUrl: conversion.url };
    return 'skipped' in conversion ? { convertedUrl: url } : { note: conversion.problem };
  }
}
