import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { smallPhoto } from './photo-tree';
import type { SandboxControl } from './sandbox-control';

/** One side of a sync: `title/name` of each photo, with the MD5 of its content. Names twice in an album are kept apart. */
export type Side = Map<string, string>;

/** A photo as the sandbox's Flickr has stored it. */
export interface FlickrPhoto {
  id: string;
  title: string;
  format: string;
  md5: string;
  tags: string[];
  machine_tags: string[];
  ispublic: boolean;
  albums: string[];
}

/** Everything the sandbox's Flickr has stored. */
export interface FlickrState {
  albums: { id: string; title: string; photos: string[] }[];
  photos: FlickrPhoto[];
}

/** A file as the sandbox's Drive has stored it. */
export interface DriveFile {
  id: string;
  name: string;
  path: string;
  mimeType: string;
  md5?: string;
  trashed: boolean;
  modifiedTime?: string;
}

/** MD5 in hex. */
export function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Photos below a folder of this machine, by their folder's path joined with ` - `. */
export function localSide(root: string, rootTitle: string): Side {
  const side: Side = new Map();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const folder = relative(root, entry.parentPath);
    const isHidden = [...folder.split(sep), entry.name].some((part) => part.startsWith('.'));
    if (!entry.isFile() || isHidden) continue;
    const title = folder === '' ? rootTitle : folder.split(sep).join(' - ');
    note(side, `${title}/${entry.name}`, md5Of(readFileSync(join(entry.parentPath, entry.name))));
  }
  return side;
}

export const flickrState = (control: SandboxControl): Promise<FlickrState> => control.state<FlickrState>('flickr');

/** Photos in albums of the sandbox's Flickr, with the extension of their format. */
export async function flickrSide(control: SandboxControl): Promise<Side> {
  const { albums, photos } = await flickrState(control);
  const byId = new Map(photos.map((photo) => [photo.id, photo]));
  const side: Side = new Map();
  for (const album of albums) {
    for (const id of album.photos) {
      const photo = byId.get(id);
      if (photo !== undefined) note(side, `${album.title}/${photo.title}.${photo.format}`, photo.md5);
    }
  }
  return side;
}

/** Files of the sandbox's Drive that are not in the trash. */
export async function driveFiles(control: SandboxControl): Promise<DriveFile[]> {
  const { files } = await control.state<{ files: DriveFile[] }>('google-drive');
  return files;
}

/** Photos in the folders below a base folder of My Drive. */
export async function driveSide(control: SandboxControl, base = 'Albums'): Promise<Side> {
  const side: Side = new Map();
  for (const { path, md5, trashed } of await driveFiles(control)) {
    const parts = path.split('/');
    if (trashed || md5 === undefined || parts.at(-3) !== base) continue;
    note(side, parts.slice(-2).join('/'), md5);
  }
  return side;
}

/** Writes a small photo of its own content; `mark` makes another content under the same name. */
export async function writePhoto(root: string, path: string, mark = path): Promise<void> {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), await smallPhoto(mark));
}

function note(side: Side, key: string, md5: string): void {
  let place = key;
  for (let n = 2; side.has(place); n += 1) place = `${key} #${n}`;
  side.set(place, md5);
}
