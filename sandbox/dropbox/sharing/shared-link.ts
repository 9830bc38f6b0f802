import { randomBytes } from 'node:crypto';
import type { Account } from '../account';
import { endpointError } from '../api-error';
import type { Entry } from '../store/entry';
import { nameOf } from '../store/path';

/** A link that shows a file or folder to whoever has it. */
export interface SharedLink {
  id: string;
  /** Id of the file or folder. */
  target: string;
  /** Part of the link without which it opens nothing. */
  rlkey: string;
  password?: string;
  /** The person took it back. */
  isRevoked?: boolean;
}

/** Makes a link, or gives back the one there is. */
export function shareLink(account: Account, target: Entry, password?: string): { link: SharedLink; existed: boolean } {
  const there = [...account.sharedLinks.values()].find((link) => link.target === target.id && !link.isRevoked);
  if (there) return { link: there, existed: true };
  const link: SharedLink = {
    id: randomBytes(12).toString('hex'),
    target: target.id,
    rlkey: randomBytes(15).toString('hex'),
    ...(password === undefined ? {} : { password }),
  };
  account.sharedLinks.set(link.id, link);
  return { link, existed: false };
}

/** `https://www.dropbox.com/scl/fo/<id>/<name>?rlkey=...&dl=0`, with the sandbox for a host; `fi` for a file. */
export function urlOf(account: Account, link: SharedLink): string {
  const target = account.tree.byId(link.target);
  const kind = target?.tag === 'folder' ? 'fo' : 'fi';
  const name = encodeURIComponent(nameOf(target?.path ?? ''));
  return `${account.context.baseUrl()}/scl/${kind}/${link.id}/${name}?rlkey=${link.rlkey}&dl=0`;
}

/** The link a web address names, whatever its host: new forms need their `rlkey`, old ones (`/s/`, `/sh/`) have none. */
export function linkNamed(account: Account, address: string): SharedLink | undefined {
  if (!URL.canParse(address)) return undefined;
  const { pathname, searchParams } = new URL(address);
  const modern = /^\/scl\/f[io]\/([^/]+)/.exec(pathname)?.[1];
  const id = modern ?? /^\/sh?\/([^/]+)/.exec(pathname)?.[1];
  const link = account.sharedLinks.get(id ?? '');
  if (!link || link.isRevoked || (modern !== undefined && searchParams.get('rlkey') !== link.rlkey)) return undefined;
  return link;
}

/**
 * What a link shows, or what lies at `path` below it.
 * @throws {ApiError} `shared_link_not_found`, `shared_link_access_denied`
 */
export function resolveLink(
  account: Account,
  { url, password }: { url: string; password?: string | undefined },
  path: string,
): Entry {
  const link = linkNamed(account, url);
  const target = account.tree.byId(link?.target ?? '');
  if (!link || !target) throw endpointError(['shared_link_not_found']);
  if (link.password !== undefined && link.password !== password) throw endpointError(['shared_link_access_denied']);
  if (path === '') return target;
  const below = target.tag === 'folder' ? account.tree.at(target.path + path) : undefined;
  if (!below) throw endpointError(['shared_link_not_found']);
  return below;
}

/** Metadata of what a link shows (Dropbox API v2, `sharing.SharedLinkMetadata`): no content hash in it. */
export function presentLink(entry: Entry, url: string, { mounted }: { mounted: boolean }): Record<string, unknown> {
  return {
    '.tag': entry.tag,
    url,
    name: nameOf(entry.path),
    id: entry.id,
    ...(mounted ? { path_lower: entry.path.toLowerCase() } : {}),
    link_permissions: {
      can_revoke: mounted,
      resolved_visibility: { '.tag': 'public' },
      visibility_policies: [],
      can_set_expiry: false,
      can_remove_expiry: false,
      allow_download: true,
      can_allow_download: true,
      can_disallow_download: false,
      allow_comments: false,
      team_restricts_comments: false,
    },
    ...(entry.tag === 'folder'
      ? {}
      : {
          client_modified: entry.clientModified,
          server_modified: entry.serverModified,
          rev: entry.rev,
          size: entry.size,
        }),
  };
}
