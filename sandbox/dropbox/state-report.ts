import { Readable } from 'node:stream';
import type { Answer } from '../frame/answer';
import type { Account } from './account';
import type { Entry } from './store/entry';

/** Everything stored, as `GET /__state/dropbox` shows it; written bit by bit, for accounts of any size. */
export function stateReport(account: Account): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return { status: 200, headers, body: Readable.from(report(account)) };
}

function* report(account: Account): Generator<string> {
  const entries = [...account.tree.all()];
  const facts = {
    service: 'dropbox',
    counts: {
      files: entries.filter(({ tag }) => tag === 'file').length,
      folders: entries.filter(({ tag }) => tag === 'folder').length,
      bytes: account.tree.bytes,
      temporary_links: account.temporaryLinks.size,
      shared_links: account.sharedLinks.size,
      upload_sessions: account.sessions.all().length,
    },
    upload_sessions: account.sessions.all().map(({ id, offset, isClosed, startedAt }) => ({
      session_id: id,
      offset,
      closed: isClosed,
      started_at: startedAt,
    })),
    folders: entries.filter(({ tag }) => tag === 'folder').map(({ path }) => path),
  };
  yield `${JSON.stringify(facts).slice(0, -1)},"files":[`;
  let separator = '';
  for (const entry of entries) {
    if (entry.tag === 'folder') continue;
    yield separator + JSON.stringify(shown(entry));
    separator = ',\n';
  }
  yield ']}';
}

function shown(entry: Extract<Entry, { tag: 'file' }>): Record<string, unknown> {
  return {
    path: entry.path,
    path_lower: entry.path.toLowerCase(),
    id: entry.id,
    rev: entry.rev,
    size: entry.size,
    md5: entry.md5,
    content_hash: entry.contentHash,
    client_modified: entry.clientModified,
    server_modified: entry.serverModified,
    is_downloadable: entry.exportAs === undefined,
  };
}
