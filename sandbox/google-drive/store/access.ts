import type { Identity } from '../../google-auth/identities';
import type { FileStore } from './file-store';
import type { Item, Permission, Role } from './item';

const ranks: Role[] = ['reader', 'commenter', 'writer', 'fileOrganizer', 'organizer', 'owner'];

/** What somebody may see and do. Leave given for a folder holds for everything in it (Drive API, "Manage sharing"). */
export class Access {
  constructor(
    private readonly store: FileStore,
    private readonly who: Identity,
  ) {}

  /** The most that this user may do with an item; `undefined`: it does not exist for them. */
  roleOf(item: Item): Role | undefined {
    return this.bestOf(item, () => true);
  }

  /** True when the user has it otherwise than by link. */
  isTheirs(item: Item): boolean {
    return this.bestOf(item, ({ type }) => type !== 'anyone') !== undefined;
  }

  canWrite(item: Item): boolean {
    return ranks.indexOf(this.roleOf(item) ?? 'reader') >= ranks.indexOf('writer');
  }

  /** True for what others have shared with this user by name: the tops of "Shared with me". */
  isSharedWithMe(item: Item): boolean {
    return (
      item.driveId === undefined && item.owner !== this.who.email && item.permissions.some((one) => this.isMine(one))
    );
  }

  isMemberOf(driveId: string): boolean {
    return this.store.drives.get(driveId)?.members.some((one) => this.isMine(one)) === true;
  }

  /** True when the item is found with the resource keys that came along (`X-Goog-Drive-Resource-Keys`). */
  hasKey(item: Item, keys: Map<string, string>): boolean {
    if (item.resourceKey === undefined || item.owner === this.who.email) return true;
    return keys.get(item.id) === item.resourceKey;
  }

  private bestOf(item: Item, counts: (permission: Permission) => boolean): Role | undefined {
    const chain = this.store.chainOf(item);
    if (item.driveId === undefined && chain.some(({ owner }) => owner === this.who.email)) return 'owner';
    const members = item.driveId === undefined ? [] : (this.store.drives.get(item.driveId)?.members ?? []);
    return [...chain.flatMap(({ permissions }) => permissions), ...members]
      .filter((one) => counts(one) && (one.type === 'anyone' || this.isMine(one)))
      .map(({ role }) => role)
      .sort((a, b) => ranks.indexOf(b) - ranks.indexOf(a))[0];
  }

  private isMine({ type, emailAddress }: Permission): boolean {
    return type === 'user' && emailAddress === this.who.email;
  }
}

/** Reads `<id>/<key>,<id>/<key>`. */
export function resourceKeysOf(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(',').flatMap((part): [string, string][] => {
    const [id, key] = part.trim().split('/');
    return id === undefined || key === undefined ? [] : [[id, key]];
  });
  return new Map(pairs);
}
