import { createHash } from 'node:crypto';
import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { parseJson } from '../../frame/json';
import { invalidParameter, notFound } from '../api-error';
import { flag, itemNamed, type Call } from '../call';
import { matches, onlyParent, parentsAskedFor } from '../query/match-query';
import { parseQuery, type Condition } from '../query/parse-query';
import type { Item } from '../store/item';
import { fileFields, presentItem } from './present-item';
import { parseFields, select } from './select-fields';
import { comparing, markOf, markSchema, type Mark } from './sort-items';

const defaultFields = 'kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType)';
const listFields: ReadonlySet<string> = new Set(['kind', 'nextPageToken', 'incompleteSearch', 'files']);
/** Drive API v3, `files.list`: larger ones are made smaller. */
const largestPage = 1000;
const sharedDrivePage = 100;

/** `GET /drive/v3/files`. */
export function listFiles(call: Call): Answer {
  const { account, query } = call;
  checkCorpora(call);
  const q = query.get('q') ?? '';
  const condition = q === '' ? undefined : parseQuery(q);
  for (const id of condition ? parentsAskedFor(condition) : []) checkParent(call, id);
  const place = placeOf(call, q);
  const { emptyPages, incompleteSearch } = account.settings;
  const selection = parseFields(query.get('fields') ?? defaultFields);
  const answer = (files: Item[], next: Omit<Place, 'of'> | undefined): Answer => {
    const page = {
      kind: 'drive#fileList',
      ...(next === undefined ? {} : { nextPageToken: tokenOf({ ...next, of: place.of }) }),
      incompleteSearch,
      files: files.map((item) => presentItem(call, item)),
    };
    for (const name of selection.get('files')?.keys() ?? []) {
      if (name !== '*' && !fileFields.has(name)) throw invalidParameter('fields', `Invalid field selection ${name}`);
    }
    return jsonAnswer(200, select(page, selection, listFields));
  };
  if (place.emptyLeft > 0) return answer([], { last: place.last, emptyLeft: place.emptyLeft - 1 });
  const compare = comparing(query.get('orderBy'));
  const { last } = place;
  const rest = findAll(call, condition).filter((item) => last === undefined || compare(item, last) > 0);
  const size = pageSizeOf(call);
  const page = rest.sort(compare).slice(0, size);
  return answer(page, page.length < rest.length ? { last: markOf(page.at(-1)), emptyLeft: emptyPages } : undefined);
}

function findAll(call: Call, condition: Condition | undefined): Item[] {
  const { account, access, who, query } = call;
  const parent = onlyParent(condition);
  const driveId = query.get('driveId') ?? undefined;
  const withDrives = flag(call, 'includeItemsFromAllDrives') || flag(call, 'includeTeamDriveItems');
  const candidates =
    parent === undefined
      ? [...account.store.all()]
      : account.store.childrenOf(parent === 'root' ? account.store.topOf(who.email).id : parent);
  return candidates.filter((item) => {
    if (item.parent === undefined) return false;
    if (item.driveId !== undefined && !withDrives) return false;
    if (query.get('corpora') === 'drive' && item.driveId !== driveId) return false;
    if (!(parent === undefined ? access.isTheirs(item) : access.roleOf(item) !== undefined)) return false;
    return condition === undefined || matches(call, item, condition);
  });
}

/** Whatever keeps the folder from being seen, the answer is the same and names no id. */
function checkParent(call: Call, id: string): void {
  const withDrives = flag(call, 'includeItemsFromAllDrives') || flag(call, 'includeTeamDriveItems');
  const item = call.account.store.get(id);
  if (item?.driveId !== undefined && !withDrives && call.access.roleOf(item) !== undefined) return;
  itemNamed(call, id, { shownAs: '.' });
}

function checkCorpora(call: Call): void {
  const { query, access } = call;
  const corpora = query.get('corpora') ?? 'user';
  const driveId = query.get('driveId');
  if (!['user', 'drive', 'domain', 'allDrives'].includes(corpora)) throw invalidParameter('corpora');
  if ((corpora === 'drive') !== (driveId !== null)) {
    throw invalidParameter(
      'driveId',
      'The driveId parameter must be specified if and only if corpora is set to drive.',
    );
  }
  const withDrives = flag(call, 'includeItemsFromAllDrives');
  if (withDrives && !flag(call, 'supportsAllDrives')) throw invalidParameter('supportsAllDrives');
  if (corpora !== 'user' && corpora !== 'domain' && !withDrives) throw invalidParameter('includeItemsFromAllDrives');
  if (driveId !== null && !access.isMemberOf(driveId)) throw notFound(driveId);
}

function pageSizeOf({ account, query }: Call): number {
  const asked = query.get('pageSize');
  const { pageLimit } = account.settings;
  if (asked === null) return query.get('corpora') === 'drive' ? Math.min(sharedDrivePage, pageLimit) : pageLimit;
  const size = Number(asked);
  if (!Number.isInteger(size) || size < 1) throw invalidParameter('pageSize');
  return Math.min(size, largestPage, pageLimit);
}

interface Place {
  /** The last item of the page before; what has gone meanwhile shifts nothing. */
  last: Mark | undefined;
  emptyLeft: number;
  /** Stands for the query, which has to stay the same. */
  of: string;
}

const placeSchema = z.object({ last: markSchema.optional(), emptyLeft: z.number(), of: z.string() });

function placeOf({ account, query, who }: Call, q: string): Place {
  const { pageTokenGeneration, emptyPages } = account.settings;
  const named = ['corpora', 'driveId', 'orderBy'].map((name) => query.get(name) ?? '');
  const whole = [q, who.email, pageTokenGeneration, ...named].join('\n');
  const of = createHash('sha256').update(whole).digest('base64url').slice(0, 16);
  const token = query.get('pageToken');
  if (token === null) return { last: undefined, emptyLeft: emptyPages, of };
  const place = parseJson(Buffer.from(token.replace(/^~!!~/, ''), 'base64url').toString('utf8'));
  const read = placeSchema.safeParse(place);
  if (!read.success || read.data.of !== of) throw invalidParameter('pageToken');
  return { ...read.data, last: read.data.last };
}

function tokenOf(place: Place): string {
  return `~!!~${Buffer.from(JSON.stringify(place)).toString('base64url')}`;
}
