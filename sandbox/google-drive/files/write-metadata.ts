import { z } from 'zod';
import type { JsonObject } from '../../frame/json';
import { forbidden, invalidParameter, refusal } from '../api-error';
import { itemNamed, type Call } from '../call';
import { folderType, newItem, shortcutType, type Item } from '../store/item';

/** What of a file's metadata may be written (Drive API v3, `files`); the rest is not looked at. */
const writable = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  parents: z.array(z.string()).optional(),
  trashed: z.boolean().optional(),
  description: z.string().optional(),
  createdTime: z.iso.datetime({ offset: true }).optional(),
  modifiedTime: z.iso.datetime({ offset: true }).optional(),
  appProperties: z.record(z.string(), z.string().nullable()).optional(),
  shortcutDetails: z.object({ targetId: z.string() }).optional(),
});

/** Metadata as a request has it. */
export type Metadata = z.infer<typeof writable>;

/** Checks metadata. @throws 400 */
export function readMetadata(body: JsonObject): Metadata {
  const parsed = writable.safeParse(body);
  if (!parsed.success) throw refusal({ status: 400, reason: 'invalid', message: 'Invalid Value' });
  return parsed.data;
}

/** The item that metadata describe, not stored yet. @throws 403, 404, 409 as the service does */
export function draftItem(call: Call, metadata: Metadata, mimeType = 'application/octet-stream'): Item {
  const { account, who } = call;
  const { id, parents = [], shortcutDetails, ...rest } = metadata;
  if (parents.length > 1) throw forbidden('multipleParentsNotAllowed', 'A file cannot be in more than one folder.');
  const parent = itemNamed(call, parents[0] ?? 'root');
  checkFolder(call, parent);
  if (id !== undefined) checkId(call, id);
  const { driveId } = parent;
  if (driveId !== undefined && account.store.itemsIn(driveId) >= account.settings.driveItems) {
    throw forbidden('teamDriveFileLimitExceeded', 'The file limit for this shared drive has been exceeded.');
  }
  const item = newItem({
    name: rest.name ?? 'Untitled',
    mimeType: rest.mimeType ?? mimeType,
    owner: who.email,
    parent: parent.id,
    ...(driveId === undefined ? {} : { driveId }),
    ...(id === undefined ? {} : { id }),
  });
  return withMetadata(
    { ...item, ...shortcutTo(call, rest.mimeType, shortcutDetails) },
    { ...rest, mimeType: undefined },
  );
}

/** The item with what the metadata say changed. */
export function withMetadata(item: Item, metadata: Metadata): Item {
  const { name, mimeType, trashed, description, createdTime, modifiedTime, appProperties } = metadata;
  const properties = Object.entries({ ...item.appProperties, ...appProperties });
  return {
    ...item,
    name: name ?? item.name,
    mimeType: mimeType ?? item.mimeType,
    isTrashed: trashed ?? item.isTrashed,
    createdTime: createdTime ?? item.createdTime,
    modifiedTime: modifiedTime ?? new Date().toISOString(),
    appProperties: Object.fromEntries(properties.filter((pair): pair is [string, string] => pair[1] !== null)),
    ...(description === undefined ? {} : { description }),
  };
}

/** Refuses a parent that nothing may be put into. */
export function checkFolder({ access }: Call, parent: Item): void {
  if (parent.mimeType !== folderType) {
    throw forbidden('parentNotAFolder', 'The specified parent is not a folder.');
  }
  if (!access.canWrite(parent)) {
    throw forbidden('insufficientParentPermissions', 'Insufficient permissions for the specified parent.');
  }
}

/** Refuses an id that was not given out, or that a file already has: trashed or not. */
function checkId(call: Call, id: string): void {
  checkIdIsFree(call, id);
  if (!call.account.store.isPromised(id)) {
    throw invalidParameter('file.id', 'The provided file ID is not usable.');
  }
}

/** Refuses an id that a file already has. */
export function checkIdIsFree({ account }: Call, id: string): void {
  if (account.store.get(id)) {
    throw refusal({
      status: 409,
      reason: 'fileIdInUse',
      message: 'A file already exists with the provided ID.',
      location: 'file.id',
      locationType: 'other',
    });
  }
}

function shortcutTo(call: Call, mimeType: string | undefined, details: Metadata['shortcutDetails']): Partial<Item> {
  if (mimeType !== shortcutType) return {};
  const target = itemNamed(call, details?.targetId ?? '');
  const key = target.resourceKey;
  const shortcut = { targetId: target.id, targetMimeType: target.mimeType };
  return { shortcut: key === undefined ? shortcut : { ...shortcut, targetResourceKey: key } };
}
