import type { FailureDetails, FailureKind } from '../../src/core/failure';
import type { Albums } from '../../src/providers/albums';
import type { Exemption } from './harness';

/** A photo in an album as the service has it, seen without the provider. */
export interface PlacedPhoto {
  album: string;
  /** Name of the file it would be. */
  name: string;
  id: string;
  bytes: Buffer;
}

/** A way in which a service refuses, and what ferry must make of it. */
export interface AlbumsFault {
  on: 'list' | 'add' | 'read';
  arrange(): Promise<void>;
  kind: FailureKind;
  details?: FailureDetails;
  /** Good requests that come before the refused one, where `refusals` cannot tell them apart. */
  before?: number;
}

export const albumsFaultNames = [
  'consent that was taken back',
  'a limit',
  'too many downloads',
  'a service that is down',
  'a service that hangs up',
  'a page instead of data',
  'full',
] as const;
export type AlbumsFaultName = (typeof albumsFaultNames)[number];

/** An account whose albums the suite may do to as it likes, seen also from its other side. */
export interface AlbumsHarness {
  /** Opens the albums as another worker would; `facts` is the state database they share. */
  open(facts: Map<string, string>): Promise<Albums>;
  /** Makes photos of their own in an album by the quickest way there is. */
  fill(album: string, count: number): Promise<void>;
  /** Puts one photo into an album as a person would, with no tag or property of ferry's. */
  plant(photo: { album: string; name: string; bytes: Buffer; modifiedAt?: string }): Promise<void>;
  /** Every photo in every album: one in two albums twice. */
  placed(): Promise<PlacedPhoto[]>;
  /** Ids of all photos that are there, in an album or in none. */
  ids(): Promise<string[]>;
  /** Ids of all albums of a title. */
  albumsOf(title: string): Promise<string[]>;
  /** The answer to the next upload is lost after its work was done. */
  loseNextAnswer(): Promise<void>;
  /** The next upload is broken off after so many bytes. */
  breakNextUpload(afterBytes: number): Promise<void>;
  /** The next download is broken off after so many bytes. */
  breakNextDownload(afterBytes: number): Promise<void>;
  /** Requests that met a refusal so far; where a refusal looks like an answer, all requests. */
  refusals(): Promise<number>;
  faults: Record<AlbumsFaultName, AlbumsFault | Exemption>;
  /** Why a photo is in one album only; absent: it may be in several. */
  severalAlbums?: Exemption;
  /** Why the time of a file's last change does not go up with it. */
  keepsModifiedAt?: Exemption;
  /** Why there are no albums without photos. */
  emptyAlbums?: Exemption;
  /** What becomes of a photo that is removed from its last album. */
  removal: 'trashed' | 'deleted';
  /** Texts that may stand in no error. */
  secrets: string[];
  reset(): Promise<void>;
  close(): Promise<void>;
}
