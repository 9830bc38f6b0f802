import type { Location } from './location';

/** Who is right when a photo was changed on both sides; absent: both are kept. */
export type Preferred = 'local' | 'remote' | 'newer';

/** Who may see what is uploaded, where the service asks. */
export type Privacy = 'private' | 'friends' | 'family' | 'public';

/** How albums are kept in step. */
export interface SyncOptions {
  /** Services that hold the albums; each is a half of the job, named by its provider. */
  services: Location[];
  /** Changes made here are brought to the services. */
  upload: boolean;
  /** Changes made at the services are brought here. */
  save: boolean;
  /** Deletions too, in the directions that are open. */
  delete: boolean;
  /** Deletions wait until somebody has approved of them. */
  approve: boolean;
  /** The guards that keep an unmounted disk from emptying an album are off. */
  force: boolean;
  prefer?: Preferred;
  /** At most so many operations for each service. */
  max?: number;
  /** Regular expressions: a folder whose name matches one is left out with all below it. */
  exclude: string[];
  /** Regular expressions: a folder whose name matches one gives no part of the title; its photos are its parent's. */
  excludeInTitle: string[];
  /** Title of the photos directly in the root. */
  rootTitle: string;
  privacy: Privacy;
  tags: string[];
}

/** A photo of this machine as the plan saw it. */
export interface LocalPhoto {
  /** Path below the root with `/` between parts. */
  path: string;
  bytes: number;
  /** Of size, time and inode: changes whenever the content may have changed. */
  fingerprint: string;
  /** MD5 of the content, hex. */
  md5: string;
}

/** A photo at a service as the plan saw it. */
export interface RemotePhoto {
  /** The service's id of the album it was seen in. A photo may be in several. */
  albumId: string;
  /** The service's id of the photo. */
  id: string;
  /** Name of the file it is or would be, with extension; as the service has it, so anything may be in it. */
  name: string;
  /** Changes exactly when the content changes: an MD5, a secret of the original. */
  fingerprint: string;
  /** MD5 of the content in hex, where the service or a tag of ours tells it. */
  md5?: string;
  bytes?: number;
  /** ISO instant that a file of it should carry: when it was last changed, or taken. */
  modifiedAt?: string;
}

/** Where a photo should be at a service. */
export interface RemotePlace {
  /** Absent: the album is to be found by its name, or made. */
  albumId?: string;
  albumName: string;
  name: string;
}

/**
 * One thing done to one photo. Each looks first whether it is done already, and refuses (`Conflict`) when what it is
 * about is no longer as the plan saw it.
 */
export type SyncStep =
  /** Sends a local photo: as a new one, or as new content of one that is there, which keeps its id. */
  | { do: 'upload'; local: LocalPhoto; to: RemotePlace; replaces?: RemotePhoto }
  /** Fetches a photo to a path: a new file, or in place of one whose content is still that of the plan. */
  | { do: 'save'; remote: RemotePhoto; to: string; replaces?: LocalPhoto }
  /** Renames a photo at the service, or moves it to another album. */
  | { do: 'arrange-remote'; remote: RemotePhoto; local: LocalPhoto; to: RemotePlace }
  /** Renames or moves a file of this machine. */
  | { do: 'arrange-local'; local: LocalPhoto; remote: RemotePhoto; to: string }
  /** Both sides are there, and the service does not tell a checksum: reads the remote photo, and goes on from there. */
  | { do: 'compare'; local: LocalPhoto; remote: RemotePhoto; ifDifferent: SyncStep[] }
  /** Takes a photo out of its album at the service, and away where it is in no other. The file of it must still be gone. */
  | { do: 'delete-remote'; remote: RemotePhoto; localPath: string }
  /** Puts a file of this machine into the trash of the root. The photo must still be gone at the service. */
  | { do: 'delete-local'; local: LocalPhoto; remote: { albumId: string; id: string } };

/** How far the deletions of a half are: see `SyncPlanRow`. */
export interface DeletionPlan {
  /** Names the plan: another set of deletions has another. */
  plan: string;
  deletions: number;
  albums: number;
}

/** A half's service in words for a person. */
export function serviceWords(half: string): string {
  return words[half] ?? half;
}

const words: Record<string, string> = { flickr: 'Flickr', 'google-drive': 'Google Drive' };

/** Folder of a job that keeps albums in step: which half, which album. */
export function syncFolder(half: string, title: string): string {
  return `${half}/${title}`;
}

/** The half and the title of such a folder. */
export function partsOfSyncFolder(folder: string): { half: string; title: string } {
  const slash = folder.indexOf('/');
  return { half: folder.slice(0, slash), title: folder.slice(slash + 1) };
}
