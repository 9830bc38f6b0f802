import type { Call, CallResult } from '../call';
import { maxResults } from '../search/query';

/** `GET /tags/:resource_type`, all or by prefix (Cloudinary Admin API reference). */
export function listTags({ account, params, path }: Call): CallResult {
  const prefix = params.text('prefix') ?? '';
  const request = {
    listing: `tags ${path.resource_type ?? ''} ${prefix}`,
    cursor: params.text('next_cursor'),
    max: maxResults(params, 10, 500),
  };
  const tags = (): Set<string> => {
    const found = new Set<string>();
    for (const asset of account.assets.all()) {
      if (asset.resourceType === path.resource_type) for (const tag of asset.tags) found.add(tag);
    }
    return new Set([...found].filter((tag) => tag.startsWith(prefix)));
  };
  const byName = [{ value: (tag: string) => tag, descending: false }];
  const page = account.lists.page(request, account.assets.revision, tags, byName);
  return { tags: page.entries, ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }) };
}
