import { sniff, sniffBytes } from '../../images/sniff';
import { abortablePieces } from '../abortable-pieces';
import { ProviderError } from '../provider-error';
import type { Content } from '../provider';
import type { Privacy } from '../../core/sync';
import { service } from './classify';
import type { FlickrClient } from './client';
import { md5Tag, tagList } from './content-tags';
import { isPlain, titleOf } from './file-name';
import type { PhotoFacts } from './photo-facts';
import type { PhotoStore } from './photo-store';
import type { Uploaded } from './upload-answer';

/** Formats that Flickr keeps byte for byte, with the extension it gives them; others it may keep as JPEG. */
const keptFormats: ReadonlyMap<string, string> = new Map([
  ['jpeg', 'jpg'],
  ['png', 'png'],
  ['gif', 'gif'],
]);

interface Sent {
  content: Content;
  md5: string;
  onProgress(sentBytes: number): void;
  /** Told what was stored before anything else is done with it. */
  onStored(stored: Uploaded): Promise<void>;
}

interface NewPhoto extends Sent {
  name: string;
  privacy: Privacy;
  tags: string[];
  /** A second photo of a content that is there already. */
  isCopy: boolean;
}

/** A photo whose content is there and known. */
export type StoredPhoto = PhotoFacts & { originalSecret: string };

/** What content is, as far as it decides what Flickr makes of it. */
interface Kind {
  media: 'photo' | 'video';
  /** Extension that Flickr will give it; absent: it may keep it in another format. */
  extension?: string;
  /** How the file is announced: Flickr is not told its name, nor where it lies. */
  file: { name: string; type: string };
}

/** Sends content to Flickr: photos of their own, and content in place of a photo's. */
export class Uploads {
  constructor(
    private readonly client: FlickrClient,
    private readonly store: PhotoStore,
  ) {}

  /** Stores a photo. It is in no album yet. @throws {FlickrCallError} code 9 when its content is in the account already. */
  async add(photo: NewPhoto, signal: AbortSignal): Promise<StoredPhoto> {
    const { name, content, md5, privacy, tags, isCopy, onProgress } = photo;
    const kind = await kindOf(content, signal);
    const title = titleOf(name, { media: kind.media, originalFormat: kind.extension });
    const fields = {
      title,
      tags: tagList([md5Tag(md5), ...tags]),
      is_public: privacy === 'public' ? '1' : '0',
      is_friend: privacy === 'friends' ? '1' : '0',
      is_family: privacy === 'family' ? '1' : '0',
      ...(isCopy ? {} : { dedup_check: '1' }),
    };
    const stored = await this.client.upload(
      { method: 'upload', fields, file: kind.file, content, md5, onProgress },
      signal,
    );
    await photo.onStored(stored);
    return this.noted({ ...stored, title }, { kind, md5, isPlain: isPlain(name) }, signal);
  }

  /** Stores other content under the id a photo has. */
  async replace(
    photo: PhotoFacts,
    { content, md5, onProgress, onStored }: Sent,
    signal: AbortSignal,
  ): Promise<StoredPhoto> {
    const kind = await kindOf(content, signal);
    const fields = { photo_id: photo.id };
    const { originalSecret } = await this.client.upload(
      { method: 'replace', fields, file: kind.file, content, md5, onProgress },
      signal,
    );
    await onStored({ id: photo.id, originalSecret });
    return this.noted({ ...photo, originalSecret, sentMd5: undefined }, { kind, md5, isPlain: true }, signal);
  }

  /** Writes down of a photo what content it was given, as far as an attempt before has not. */
  async note(
    photo: PhotoFacts,
    { content, md5 }: { content: Content; md5: string },
    signal: AbortSignal,
  ): Promise<StoredPhoto> {
    return this.noted(photo, { kind: await kindOf(content, signal), md5, isPlain: false }, signal);
  }

  /** Writes down what was stored; looks at it where Flickr may have made something else of name or format. */
  private async noted(
    photo: Omit<PhotoFacts, 'maybe' | 'md5'>,
    { kind, md5, isPlain: isNamePlain }: { kind: Kind; md5: string; isPlain: boolean },
    signal: AbortSignal,
  ): Promise<StoredPhoto> {
    const { media, extension } = kind;
    const { originalSecret, id } = photo;
    if (originalSecret !== undefined && extension !== undefined && isNamePlain) {
      const stored = { ...photo, media, originalFormat: extension, originalSecret, maybe: [md5], md5 };
      await this.store.note(stored, { md5, isKept: true }, signal);
      return stored;
    }
    const found = await this.store.find(id, signal);
    if (found?.originalSecret === undefined) {
      const words = `Flickr: the photo ${id} was stored, and its original may not be read.`;
      throw new ProviderError('InvalidAsset', words, { service });
    }
    const stored = { ...found, originalSecret: found.originalSecret };
    const isKept = extension !== undefined || media === 'video';
    await this.store.note(stored, { md5, isKept }, signal);
    return { ...stored, ...(isKept ? { md5 } : { sentMd5: md5 }), maybe: [md5] };
  }
}

/** What content is by its beginning. */
async function kindOf(content: Content, signal: AbortSignal): Promise<Kind> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of abortablePieces(await content.open(), signal)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= sniffBytes) break;
  }
  const { mediaType, format, mime } = await sniff(Buffer.concat(pieces).subarray(0, sniffBytes));
  const extension = keptFormats.get(format);
  const ending = extension ?? (/^\w{1,5}$/.test(format) ? format : 'bin');
  return { media: mediaType === 'video' ? 'video' : 'photo', extension, file: { name: `photo.${ending}`, type: mime } };
}
