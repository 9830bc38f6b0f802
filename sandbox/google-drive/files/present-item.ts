import type { Call } from '../call';
import { parseFields, select } from './select-fields';
import { isGoogleType, type Item } from '../store/item';
import { identityOf } from '../../google-auth/identities';

/** Fields of a file that this sandbox or the service knows (Drive API v3, `files`). */
export const fileFields: ReadonlySet<string> = new Set(
  `kind id name mimeType description starred trashed explicitlyTrashed trashedTime parents properties appProperties spaces
  version webContentLink webViewLink iconLink hasThumbnail thumbnailLink thumbnailVersion viewedByMe viewedByMeTime
  createdTime modifiedTime modifiedByMeTime modifiedByMe sharedWithMeTime sharingUser owners driveId teamDriveId
  lastModifyingUser shared ownedByMe capabilities permissions permissionIds originalFilename fullFileExtension
  fileExtension md5Checksum sha1Checksum sha256Checksum size quotaBytesUsed headRevisionId contentHints imageMediaMetadata
  videoMediaMetadata isAppAuthorized exportLinks shortcutDetails contentRestrictions resourceKey linkShareMetadata
  folderColorRgb copyRequiresWriterPermission writersCanShare hasAugmentedPermissions labelInfo inheritedPermissionsDisabled
  downloadRestrictions viewersCanCopyContent`
    .split(/\s+/)
    .filter(Boolean),
);

const defaultFields = 'kind,id,name,mimeType';

/** An item as an answer has it, with the fields that were asked for. */
export function answerItem(call: Call, item: Item): unknown {
  return select(presentItem(call, item), parseFields(call.query.get('fields') ?? defaultFields), fileFields);
}

/** An item with every field. Absent are those that say nothing about it: checksums of a document, parents not shared. */
export function presentItem(call: Call, item: Item): Record<string, unknown> {
  const { access, account } = call;
  const { content, shortcut } = item;
  const parent = account.store.get(item.parent ?? '');
  const seesParent = parent !== undefined && access.roleOf(parent) !== undefined;
  const canWrite = access.canWrite(item);
  return {
    kind: 'drive#file',
    id: item.id,
    name: item.name,
    mimeType: item.mimeType,
    ...(item.description === undefined ? {} : { description: item.description }),
    starred: false,
    trashed: account.store.isTrashed(item),
    explicitlyTrashed: item.isTrashed,
    ...(seesParent ? { parents: [parent.id] } : {}),
    ...(Object.keys(item.appProperties).length === 0 ? {} : { appProperties: item.appProperties }),
    spaces: ['drive'],
    version: String(Date.parse(item.modifiedTime)),
    createdTime: item.createdTime,
    modifiedTime: item.modifiedTime,
    ...(item.driveId === undefined
      ? { owners: [presentUser(call, item.owner)], ownedByMe: item.owner === call.who.email }
      : { driveId: item.driveId, teamDriveId: item.driveId }),
    shared: item.permissions.length > 0,
    capabilities: {
      canDownload: item.canDownload && !isGoogleType(item),
      canEdit: canWrite,
      canRename: canWrite,
      canTrash: canWrite,
      canAddChildren: canWrite && item.mimeType.endsWith('.folder'),
    },
    ...(canWrite ? { permissions: item.permissions, permissionIds: item.permissions.map(({ id }) => id) } : {}),
    ...(content === undefined ? { quotaBytesUsed: '0' } : presentContent(item, content)),
    ...(shortcut === undefined ? {} : { shortcutDetails: shortcut }),
    ...(item.resourceKey === undefined ? {} : { resourceKey: item.resourceKey }),
    webViewLink: `https://drive.google.com/file/d/${item.id}/view?usp=drivesdk`,
  };
}

function presentContent({ name }: Item, { size, md5, sha1, sha256 }: NonNullable<Item['content']>): object {
  const extension = /\.([^.]+)$/.exec(name)?.[1] ?? '';
  return {
    originalFilename: name,
    fileExtension: extension,
    fullFileExtension: extension,
    md5Checksum: md5,
    sha1Checksum: sha1,
    sha256Checksum: sha256,
    size: String(size),
    quotaBytesUsed: String(size),
  };
}

/** Somebody as others see them (Drive API v3, `User`). */
export function presentUser({ who }: Pick<Call, 'who'>, email: string): Record<string, unknown> {
  const { displayName = email, permissionId = '0' } = identityOf(email) ?? {};
  return { kind: 'drive#user', displayName, me: email === who.email, permissionId, emailAddress: email };
}
