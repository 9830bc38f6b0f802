import { jsonAnswer, type Answer } from '../frame/answer';
import type { Account } from './account';
import type { Item } from './store/item';

/** `GET /__state/google-drive`: everything there is, whoever may see it. */
export function stateReport(account: Account): Answer {
  const { store, sessions } = account;
  const items = [...store.all()].filter((item) => item.parent !== undefined);
  return jsonAnswer(200, {
    service: 'google-drive',
    counts: {
      files: items.length,
      bytes: items.reduce((sum, { content }) => sum + (content?.size ?? 0), 0),
      upload_sessions: sessions.open().length,
    },
    drives: [...store.drives.values()],
    upload_sessions: sessions.open().map(({ id, offset, total, metadata, fileId }) => ({
      id,
      name: metadata.name,
      file_id: fileId,
      offset,
      total: total ?? null,
    })),
    files: items.map((item) => report(account, item)),
  });
}

function report({ store }: Account, item: Item): Record<string, unknown> {
  return {
    id: item.id,
    name: item.name,
    /** Names from the top of My Drive or the shared drive down. */
    path: store.pathOf(item),
    mimeType: item.mimeType,
    parents: item.parent === undefined ? [] : [item.parent],
    driveId: item.driveId,
    owner: item.owner,
    size: item.content?.size,
    md5: item.content?.md5,
    sha256: item.content?.sha256,
    trashed: store.isTrashed(item),
    permissions: item.permissions,
    appProperties: item.appProperties,
    createdTime: item.createdTime,
    modifiedTime: item.modifiedTime,
    shortcut: item.shortcut,
  };
}
