import { randomBytes } from 'node:crypto';

export const folderType = 'application/vnd.google-apps.folder';
export const shortcutType = 'application/vnd.google-apps.shortcut';

export type Role = 'owner' | 'organizer' | 'fileOrganizer' | 'writer' | 'commenter' | 'reader';

/** Who may do what with an item and everything below it (Drive API v3, `permissions`). */
export interface Permission {
  id: string;
  type: 'user' | 'anyone' | 'group' | 'domain';
  role: Role;
  emailAddress?: string;
}

/** The bytes of an item. Folders, shortcuts and documents have none. */
export interface ItemContent {
  size: number;
  md5: string;
  sha1: string;
  sha256: string;
  blob: string;
}

/** A file, folder, shortcut or document. */
export interface Item {
  id: string;
  name: string;
  mimeType: string;
  /** Absent for the tops: of My Drive, and of a shared drive. */
  parent?: string;
  /** The shared drive it is in; absent: somebody owns it. */
  driveId?: string;
  /** Whose it is, or who made it. */
  owner: string;
  createdTime: string;
  modifiedTime: string;
  isTrashed: boolean;
  permissions: Permission[];
  appProperties: Record<string, string>;
  description?: string;
  content?: ItemContent;
  shortcut?: { targetId: string; targetMimeType: string; targetResourceKey?: string };
  /** Asked for besides the id of whoever has it by link only. */
  resourceKey?: string;
  isAbusive: boolean;
  isDownloadQuotaExceeded: boolean;
  canDownload: boolean;
}

/** A shared drive; its top is an item of the same id. */
export interface SharedDrive {
  id: string;
  name: string;
  createdTime: string;
  members: Permission[];
}

/** An id as Drive gives it. */
export function newId(): string {
  return `1${randomBytes(24).toString('base64url')}`;
}

/** The id of a My Drive's top or of a shared drive. */
export function newTopId(): string {
  return `0A${randomBytes(10).toString('base64url')}Uk9PVA`;
}

/** A new item with nothing special about it. */
export function newItem(fields: Pick<Item, 'name' | 'mimeType' | 'owner'> & Partial<Item>): Item {
  const now = new Date().toISOString();
  return {
    id: newId(),
    createdTime: now,
    modifiedTime: now,
    isTrashed: false,
    permissions: [],
    appProperties: {},
    isAbusive: false,
    isDownloadQuotaExceeded: false,
    canDownload: true,
    ...fields,
  };
}

/** True for documents of Google's own editors and whatever else has no bytes. */
export function isGoogleType({ mimeType }: Pick<Item, 'mimeType'>): boolean {
  return mimeType.startsWith('application/vnd.google-apps.');
}
