import type { Account } from '../account';
import { folderFacts, pickFields } from '../present/resource';
import { pictureFacts } from '../present/upload-answer';
import { deliveryUrl } from '../present/urls';
import { keyOf, nameOf, type Asset } from '../store/asset';
import { compile } from './evaluate';
import { fieldOf, ratio, sortValue, textsOf, type SearchField, type SearchMode } from './fields';
import { parseExpression } from './parser';
import type { SearchQuery } from './query';
import type { SortKey } from './sorted-list';

/** Runs a search over what the index knows (Cloudinary Search API reference). */
export function runSearch(account: Account, query: SearchQuery): Record<string, unknown> {
  const started = process.hrtime.bigint();
  const mode: SearchMode = { isDynamic: account.isDynamic, now: Date.now() };
  const field = (name: string): SearchField<Asset> | undefined => fieldOf(name, mode);
  const test = compile(parseExpression(query.expression), { now: mode.now, field, texts: textsOf });
  const index = account.index;
  index.catchUp();
  const matching = (): Asset[] => [...index.assets()].filter(test);
  const listing = `search ${account.settings.folderMode} ${JSON.stringify([query.expression, query.sortBy])}`;
  const request = { listing, cursor: query.cursor, max: query.max };
  const page = account.lists.page(request, index.revision, matching, sortKeys(query));
  const aggregations =
    query.aggregate.length === 0 ? {} : { aggregations: aggregate(query.aggregate, matching(), mode) };
  return {
    total_count: page.total,
    time: Number((process.hrtime.bigint() - started) / 1_000_000n),
    resources: page.entries.map((asset) => pickFields(presentFound(account, asset, query), query.fields)),
    ...aggregations,
    ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }),
  };
}

function sortKeys(query: SearchQuery): SortKey<Asset>[] {
  const asked: [string, string][] = query.sortBy.length === 0 ? [['created_at', 'desc']] : query.sortBy;
  const keys = asked.map(([name, way]) => ({
    value: (asset: Asset) => sortValue(name, asset),
    descending: way === 'desc',
  }));
  return [...keys, { value: keyOf, descending: false }];
}

/** An asset as search shows it. */
function presentFound(account: Account, asset: Asset, { withField, fields }: SearchQuery): Record<string, unknown> {
  const url = deliveryUrl(account, asset);
  const shows = (name: string): boolean => withField.includes(name) || fields.includes(name);
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    ...folderFacts(account, asset),
    filename: nameOf(asset.publicId),
    format: asset.format ?? '',
    version: asset.version,
    resource_type: asset.resourceType,
    type: asset.type,
    created_at: asset.createdAt.replace(/Z$/, '+00:00'),
    uploaded_at: asset.uploadedAt.replace(/Z$/, '+00:00'),
    bytes: asset.bytes,
    backup_bytes: 0,
    ...pictureFacts(asset),
    ...(asset.width === undefined ? {} : { aspect_ratio: ratio(asset), pixels: asset.width * (asset.height ?? 0) }),
    ...(asset.pages === undefined ? {} : { pages: asset.pages }),
    ...(asset.video ? { duration: asset.video.duration, bit_rate: asset.video.bitRate } : {}),
    url,
    secure_url: url,
    status: 'active',
    access_mode: asset.accessMode,
    access_control: asset.accessControl ?? null,
    etag: asset.etag,
    created_by: { access_key: account.apiKey },
    uploaded_by: { access_key: account.apiKey },
    last_updated: { updated_at: asset.updatedAt.slice(0, 19) + '+00:00' },
    ...(shows('tags') ? { tags: asset.tags } : {}),
    ...(shows('context') ? { context: asset.context } : {}),
    ...(shows('metadata') ? { metadata: asset.metadata } : {}),
  };
}

function aggregate(names: string[], assets: Asset[], mode: SearchMode): Record<string, Record<string, number>> {
  return Object.fromEntries(
    names.map((name) => {
      const counts: Record<string, number> = {};
      for (const asset of assets) {
        const value = fieldOf(name, mode)?.read(asset);
        for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) {
          counts[String(one)] = (counts[String(one)] ?? 0) + 1;
        }
      }
      return [name, counts];
    }),
  );
}
