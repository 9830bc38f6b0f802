import { jsonAnswer, type Answer } from '../../frame/answer';
import { person } from '../../google-auth/identities';
import { invalidParameter, notFound } from '../api-error';
import { flag, type Call } from '../call';
import type { SharedDrive } from '../store/item';
import { presentUser } from './present-item';
import { parseFields, select } from './select-fields';

const aboutFields: ReadonlySet<string> = new Set(
  'kind user storageQuota importFormats exportFormats maxImportSizes maxUploadSize appInstalled folderColorPalette driveThemes canCreateDrives'.split(
    ' ',
  ),
);

/** `GET /drive/v3/about`: who calls, and how much room there is. Fields must be asked for. */
export function about(call: Call): Answer {
  const { account, who, query } = call;
  const fields = query.get('fields');
  if (fields === null) {
    throw invalidParameter('fields', "The 'fields' parameter is required for this method.", 'required');
  }
  const { storageBytes } = account.settings;
  const usage = String(who.email === person.email ? account.store.personBytes : 0);
  const storageQuota = { usage, usageInDrive: usage, usageInDriveTrash: '0' };
  const answer = {
    kind: 'drive#about',
    user: presentUser(call, who.email),
    storageQuota: storageBytes === null ? storageQuota : { limit: String(storageBytes), ...storageQuota },
    maxUploadSize: '5242880000000',
    canCreateDrives: false,
  };
  return jsonAnswer(200, select(answer, parseFields(fields), aboutFields));
}

const driveListFields: ReadonlySet<string> = new Set(['kind', 'nextPageToken', 'drives']);
const largestPage = 100;

/** `GET /drive/v3/drives`: the shared drives that the caller is a member of. */
export function listDrives({ account, access, query }: Call): Answer {
  const mine = [...account.store.drives.values()].filter(({ id }) => access.isMemberOf(id));
  const size = Math.min(largestPage, Math.max(1, Number(query.get('pageSize') ?? 10)));
  const start = Number(query.get('pageToken') ?? 0);
  if (!Number.isInteger(start)) throw invalidParameter('pageToken');
  const drives = mine.slice(start, start + size).map(presentDrive);
  const next = start + size < mine.length ? { nextPageToken: String(start + size) } : {};
  const fields = parseFields(query.get('fields') ?? 'kind,nextPageToken,drives(kind,id,name)');
  return jsonAnswer(200, select({ kind: 'drive#driveList', ...next, drives }, fields, driveListFields));
}

/** `GET /drive/v3/drives/<id>`. */
export function getDrive(call: Call): Answer {
  const { account, access, params, query } = call;
  const drive = account.store.drives.get(params.id ?? '');
  if (!drive || !access.isMemberOf(drive.id) || flag(call, 'useDomainAdminAccess')) {
    throw notFound(params.id ?? '');
  }
  return jsonAnswer(200, select(presentDrive(drive), parseFields(query.get('fields') ?? 'kind,id,name')));
}

function presentDrive({ id, name, createdTime }: SharedDrive): Record<string, unknown> {
  return { kind: 'drive#drive', id, name, createdTime, hidden: false };
}
