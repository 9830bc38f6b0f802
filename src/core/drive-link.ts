/** What the address of something in Google Drive says of it. */
export interface DriveLink {
  id: string;
  /** Needed besides the id for old files shared by link (Drive API, "Access link-shared Drive files using resource keys"). */
  resourceKey?: string;
  /** What it points at, as far as the form of the link tells. */
  points: 'folder' | 'file' | 'document' | 'unknown';
}

const bareId = /^[\w-]{10,}$/;

/** Reads any form of a Drive link, or a bare id. `undefined`: it is neither. */
export function parseDriveLink(text: string): DriveLink | undefined {
  const trimmed = text.trim();
  if (bareId.test(trimmed)) return { id: trimmed, points: 'unknown' };
  const address = /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) return undefined;
  const { hostname, pathname, searchParams } = new URL(address);
  if (!/^(drive|docs)\.google\.com$/i.test(hostname)) return undefined;
  const resourceKey = searchParams.get('resourcekey') ?? undefined;
  const inPath = [
    ['folder', /\/folders\/([\w-]+)/],
    ['file', /\/file\/(?:u\/\d+\/)?d\/([\w-]+)/],
    ['document', /\/(?:document|spreadsheets|presentation|forms|drawings)\/(?:u\/\d+\/)?d\/([\w-]+)/],
  ] as const;
  for (const [points, form] of inPath) {
    const id = form.exec(pathname)?.[1];
    if (id !== undefined) return { id, points, ...(resourceKey === undefined ? {} : { resourceKey }) };
  }
  const id = searchParams.get('id') ?? undefined;
  if (id === undefined || !bareId.test(id)) return undefined;
  const points = /folderview/.test(pathname) ? 'folder' : /\/uc$/.test(pathname) ? 'file' : 'unknown';
  return { id, points, ...(resourceKey === undefined ? {} : { resourceKey }) };
}

/** A link as the root of a location: `id:1AbC`, `id:1AbC?resourcekey=0-xy`. */
export function driveRootOf({ id, resourceKey }: Pick<DriveLink, 'id' | 'resourceKey'>): string {
  return `id:${id}${resourceKey === undefined ? '' : `?resourcekey=${resourceKey}`}`;
}

/** A location's root taken apart. */
export interface DriveRoot {
  /** Where its path begins: a folder's id, or `root`, which is My Drive. */
  startId: string;
  resourceKey?: string;
  /** Folder names below that. */
  names: string[];
}

/** Reads a root: `id:<id>[?resourcekey=<key>][/sub/path]`, or `sub/path` below My Drive. */
export function parseDriveRoot(root: string): DriveRoot {
  const namesOf = (path: string): string[] => path.split('/').filter((part) => part !== '');
  const byId = /^id:([\w-]+)(?:\?resourcekey=([\w-]+))?(?:\/(.*))?$/.exec(root);
  if (byId === null) return { startId: 'root', names: namesOf(root) };
  const [, startId = '', resourceKey, path = ''] = byId;
  return { startId, names: namesOf(path), ...(resourceKey === undefined ? {} : { resourceKey }) };
}
