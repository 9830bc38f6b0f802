import type { Page } from '../core/asset';
import type { RemotePhoto, RemotePlace, Privacy } from '../core/sync';
import type { CallOptions, Content, Health, SessionStore } from './provider';

/** An album of a service. Two may have one name. */
export interface RemoteAlbum {
  id: string;
  name: string;
}

/** Something in an album that cannot be kept in step, with the reason a person reads. */
export interface AlbumOddity {
  name: string;
  reason: string;
}

/** One page of an album. */
export interface PhotoPage extends Page<RemotePhoto> {
  oddities: AlbumOddity[];
}

/** Asks for a photo to be stored in an album. */
export interface AddPhotoRequest {
  to: RemotePlace;
  /** Content whose MD5 is known before it is sent. */
  content: Content & { md5: string };
  /** ISO instant of the file's last change. */
  modifiedAt?: string;
  privacy: Privacy;
  tags: string[];
  session: SessionStore;
  /** Told after each piece that was read, with the bytes so far. */
  onProgress(sentBytes: number): void;
}

/** Asks for other content under the id a photo has. */
export interface ReplacePhotoRequest extends Omit<AddPhotoRequest, 'to' | 'privacy' | 'tags'> {
  photo: RemotePhoto;
}

/** What became of a photo that was to go. */
export interface Removal {
  /** `detached`: it is in other albums still, and was only taken out of this one. */
  how: 'trashed' | 'deleted' | 'detached';
  /** What brings it back, for a person: a command, or where it lies. */
  restore: string;
}

/** A service as a set of albums: what keeping albums in step needs of it. */
export interface Albums {
  /** Names the account, and the folder where albums are folders, for ever in keys: `flickr:12345678@N00`. */
  scope: string;
  /** In words for a person: `Flickr`. */
  service: string;
  /** Quotas that its calls draw on. */
  quotas: string[];
  /** Sees that credentials work, by one cheap call. Makes nothing. */
  check(options: CallOptions): Promise<void>;
  /** All albums, page by page. None is none: a listing that fails fails. */
  albums(request: { cursor?: string }, options: CallOptions): Promise<Page<RemoteAlbum>>;
  /** The photos of an album, page by page, each once. @throws {ProviderError} `NotFound` when the album is gone. */
  photos(request: { album: RemoteAlbum; cursor?: string }, options: CallOptions): Promise<PhotoPage>;
  /** A photo of an album as it is now; `undefined` when it is not in that album any more. */
  photo(request: { albumId: string; id: string }, options: CallOptions): Promise<RemotePhoto | undefined>;
  /** The content of a photo. @throws {ProviderError} `NotFound`, now or when it is opened. */
  content(photo: RemotePhoto, options: CallOptions): Promise<Content>;
  /**
   * Stores a photo in an album, which is made where there is none of that name. The same content that an attempt before
   * stored, or that is in the account already where a photo may be in several albums, is not stored again.
   */
  add(request: AddPhotoRequest, options: CallOptions): Promise<RemotePhoto>;
  /**
   * Stores other content under a photo's id. Done again, it changes nothing more. Where a photo may be in several albums, one
   * that is gets a photo of its own for this album, with an id of its own, and the others keep theirs.
   */
  replace(request: ReplacePhotoRequest, options: CallOptions): Promise<RemotePhoto>;
  /** Gives a photo another name, another album, or both. One that is in other albums too keeps its name, which is theirs. */
  arrange(request: { photo: RemotePhoto; to: RemotePlace }, options: CallOptions): Promise<RemotePhoto>;
  /** Takes a photo out of its album; away where it is in no other. One that is gone already is no error. */
  remove(request: { photo: RemotePhoto }, options: CallOptions): Promise<Removal>;
  /** Writes down the MD5 of a photo at the service, where that is a place for it and it is not known there. */
  noteMd5?(request: { photo: RemotePhoto; md5: string }, options: CallOptions): Promise<void>;
  health?(options: CallOptions): Promise<Health>;
  /** Resolves when the service answers at all, drawing on no quota. */
  probe?(options: CallOptions): Promise<void>;
}
