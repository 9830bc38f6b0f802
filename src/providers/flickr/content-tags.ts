/*
 * Flickr tells no checksum, so ferry writes it into machine tags (Flickr, "Machine tags"). Two of them, because of what
 * may happen at any instant:
 *
 * - `ferry:md5=<md5>` goes out with the upload itself. It finds a photo again, and says nothing for sure: content that
 *   takes another's place (`services/replace`, by whatever program) leaves the tags as they are.
 * - `ferry:of=<md5><secret of the original>` is written after an upload. The secret changes exactly when the content
 *   does, and both stand in ONE tag: it is true for ever, of the content that has that secret. A tag of an older content
 *   names another secret and is not believed; so however a crash leaves the tags, none of them lies.
 * - `ferry:from=<md5><secret>` stands in its place where Flickr keeps the photo in another format than it was sent in:
 *   the MD5 is that of what was sent, not of what comes back.
 *
 * Values hold letters and digits only: Flickr drops everything else from the tags it compares.
 */
const namespace = 'ferry';
const md5Length = 32;

/** What tags say of the content that a photo has now. */
export interface Known {
  /** MD5 of the original. */
  md5?: string;
  /** MD5 of what was sent, where that is not what is kept. */
  sentMd5?: string;
  /** MD5s of contents that it had at some time, perhaps now. */
  maybe: string[];
}

/** Reads machine tags as listings have them: `ferry:md5=0123... ferry:of=0123...`. */
export function readTags(tags: readonly string[], originalSecret: string | undefined): Known {
  const values = (predicate: string): string[] => {
    const start = `${namespace}:${predicate}=`;
    return tags
      .map((tag) => tag.toLowerCase())
      .flatMap((tag) => (tag.startsWith(start) ? [tag.slice(start.length)] : []));
  };
  const believed = (predicate: string): string | undefined =>
    originalSecret === undefined
      ? undefined
      : values(predicate)
          .find((value) => value.slice(md5Length) === bare(originalSecret))
          ?.slice(0, md5Length);
  const md5 = believed('of');
  const sentMd5 = believed('from');
  return {
    ...(md5 === undefined ? {} : { md5 }),
    ...(sentMd5 === undefined ? {} : { sentMd5 }),
    maybe: values('md5'),
  };
}

/** The tag that finds a content again. */
export function md5Tag(md5: string): string {
  return `${namespace}:md5=${md5}`;
}

/** The tag that is believed. */
export function contentTag({
  md5,
  originalSecret,
  isKept,
}: {
  md5: string;
  originalSecret: string;
  isKept: boolean;
}): string {
  return `${namespace}:${isKept ? 'of' : 'from'}=${md5}${bare(originalSecret)}`;
}

/** True for a tag of ours that does not speak of this content. */
export function isStale(tag: string, current: readonly string[]): boolean {
  const clean = tag.toLowerCase();
  return /^ferry:(md5|of|from)=/.test(clean) && !current.includes(clean);
}

/** Tags as an upload takes them: separated by spaces, in quotes where they hold one. */
export function tagList(tags: readonly string[]): string {
  return tags
    .map((tag) => tag.replaceAll('"', '').trim())
    .filter((tag) => tag !== '')
    .map((tag) => (/\s/.test(tag) ? `"${tag}"` : tag))
    .join(' ');
}

function bare(secret: string): string {
  return secret.toLowerCase().replace(/[^a-z0-9]/g, '');
}
