import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import type { Account } from '../account';
import { originalOf, renditionOf, sizes, type Rendition } from '../images/image-address';
import type { Photo } from '../store/photo';

interface Subject {
  account: Account;
  photo: Photo;
}

type Extra = (subject: Subject) => JsonObject;

/** What listings add to a photo when `extras` names it (Flickr API, `flickr.photos.search`). */
const extras: ReadonlyMap<string, Extra> = new Map<string, Extra>([
  ['description', ({ photo }) => ({ description: { _content: photo.description } })],
  ['license', () => ({ license: '0' })],
  ['date_upload', ({ photo }) => ({ dateupload: String(photo.uploadedAt) })],
  ['date_taken', ({ photo }) => takenOf(photo)],
  ['owner_name', () => ({ ownername: person.username })],
  ['icon_server', () => ({ iconserver: person.iconServer, iconfarm: person.iconFarm })],
  ['original_format', ({ photo }) => ({ originalsecret: photo.originalSecret, originalformat: photo.format })],
  ['last_update', ({ photo }) => ({ lastupdate: String(photo.updatedAt) })],
  ['geo', () => ({ latitude: 0, longitude: 0, accuracy: 0, context: 0 })],
  ['tags', ({ photo }) => ({ tags: photo.tags.map(({ clean }) => clean).join(' ') })],
  ['machine_tags', ({ photo }) => ({ machine_tags: machineTagsOf(photo) })],
  ['o_dims', ({ photo }) => ({ o_width: String(photo.width), o_height: String(photo.height) })],
  ['views', () => ({ views: '0' })],
  ['media', ({ photo }) => ({ media: photo.media, media_status: 'ready' })],
  ['path_alias', () => ({ pathalias: person.pathAlias })],
  ['url_o', ({ account, photo }) => addressOf('o', originalOf(account, photo))],
  ...sizes.map((size): [string, Extra] => [
    `url_${size.extra}`,
    ({ account, photo }) => {
      const rendition = renditionOf(account, photo, size);
      return rendition ? addressOf(size.extra, rendition) : {};
    },
  ]),
]);

/** The original is shown to its owner only. */
const ofOwner = new Set(['original_format', 'o_dims', 'url_o']);

/** Everything that the named extras add; names that mean nothing add nothing. */
export function extrasOf(
  { isOwner, ...subject }: Subject & { isOwner: boolean },
  names: readonly string[],
): JsonObject {
  const added: JsonObject = {};
  for (const name of names) {
    if (isOwner || !ofOwner.has(name)) Object.assign(added, extras.get(name)?.(subject));
  }
  return added;
}

/** When a photo was taken, as listings write it. */
function takenOf({ takenAt, takenGranularity, isTakenUnknown }: Photo): JsonObject {
  return {
    datetaken: takenAt,
    datetakengranularity: takenGranularity,
    datetakenunknown: isTakenUnknown ? '1' : '0',
  };
}

function machineTagsOf({ tags }: Photo): string {
  return tags
    .filter(({ isMachine }) => isMachine)
    .map(({ clean }) => clean)
    .join(' ');
}

function addressOf(name: string, { url, width, height }: Rendition): JsonObject {
  return { [`url_${name}`]: url, [`height_${name}`]: height, [`width_${name}`]: width };
}
