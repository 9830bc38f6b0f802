import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { argumentOf, type Call } from '../call';
import { badInput, endpointError } from '../api-error';
import { resolveLink } from '../sharing/shared-link';
import { present, presentDeleted, presentUnmounted } from '../store/entry';
import { checkForm } from '../store/path';
import { lookUpFolder } from '../store/find';
import { readCursor, writeCursor, type Position } from './cursor';

const listArgument = z.object({
  path: z.string(),
  recursive: z.boolean().default(false),
  include_deleted: z.boolean().default(false),
  limit: z.int().min(1).max(2000).optional(),
  shared_link: z.object({ url: z.string(), password: z.string().optional() }).nullish(),
});

/** `files/list_folder`: the first page. */
export function listFolder(call: Call): Answer {
  return nextPage(call, begin(call));
}

/** `files/list_folder/get_latest_cursor`: where a listing would be that had told everything. */
export function latestCursor(call: Call): Answer {
  const position = begin(call);
  return jsonAnswer(200, { cursor: writeCursor({ ...position, after: call.account.tree.seq, empty: 0 }) });
}

/** `files/list_folder/continue`: the next page, or what has changed since the last. */
export function continueListing(call: Call): Answer {
  const { cursor } = argumentOf(call, z.object({ cursor: z.string() }));
  const position = readCursor(call.fn, cursor);
  if (position.generation !== call.account.settings.cursorGeneration) throw endpointError(['reset']);
  if (position.folder !== '' && !call.account.tree.byId(position.folder)) throw endpointError(['path', 'not_found']);
  return nextPage(call, position);
}

function begin(call: Call): Position {
  const { account, fn } = call;
  const { path, recursive, include_deleted: deleted, limit, shared_link: link } = argumentOf(call, listArgument);
  checkForm(fn, path);
  if (link && recursive) throw badInput(fn, 'recursive: not supported for shared links');
  const base = link ? resolveLink(account, link, '').path : '';
  const folder = lookUpFolder({ account, fn, path: path.startsWith('id:') ? path : base + path });
  const { listLimit, emptyPages, cursorGeneration } = account.settings;
  return {
    folder: account.tree.at(folder)?.id ?? '',
    recursive,
    deleted,
    limit: Math.min(limit ?? listLimit, listLimit),
    after: 0,
    began: account.tree.seq,
    empty: emptyPages,
    unmounted: Boolean(link),
    generation: cursorGeneration,
  };
}

function nextPage({ account }: Call, position: Position): Answer {
  if (position.empty > 0) {
    const cursor = writeCursor({ ...position, empty: position.empty - 1 });
    return jsonAnswer(200, { entries: [], cursor, has_more: true });
  }
  const { after, began, deleted, recursive } = position;
  const own = account.tree.byId(position.folder);
  const folder = own?.path ?? '';
  const since = deleted ? after : Math.max(after, began);
  // A recursive listing tells the folder itself, too.
  const told = [...(recursive && own ? [own] : []), ...account.tree.inOrder(folder, { recursive })]
    .filter(({ seq }) => seq > after)
    .map((entry) => ({ seq: entry.seq, shown: position.unmounted ? presentUnmounted(entry) : present(entry) }));
  const gone = account.tree
    .goneFrom(folder, { recursive })
    .filter(({ seq }) => seq > since)
    .map((tombstone) => ({ seq: tombstone.seq, shown: presentDeleted(tombstone) }));
  const { listExtra, emptyPages } = account.settings;
  const all = gone.length === 0 ? told : [...told, ...gone].sort((a, b) => a.seq - b.seq);
  const page = all.slice(0, position.limit + listExtra);
  const hasMore = page.length < all.length;
  const cursor = writeCursor({ ...position, after: page.at(-1)?.seq ?? after, empty: hasMore ? emptyPages : 0 });
  return jsonAnswer(200, { entries: page.map(({ shown }) => shown), cursor, has_more: hasMore });
}
