import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import { albumPage, originalOf, photoPage, renditionOf, sizes, videoOriginalOf } from '../images/image-address';
import { isOwner, type Call } from '../rest/call';
import type { Photo } from '../store/photo';
import type { Tag } from '../store/tags';
import { photoOf } from './find';
import { visibilityOf } from './listed-photo';

/** `flickr.photos.getInfo`. */
export function getInfo(call: Call): JsonObject {
  const photo = photoOf(call);
  return {
    photo: {
      id: photo.id,
      secret: photo.secret,
      server: photo.server,
      farm: photo.farm,
      dateuploaded: String(photo.uploadedAt),
      isfavorite: 0,
      license: '0',
      safety_level: String(Number(photo.safetyLevel) - 1),
      rotation: 0,
      ...(isOwner(call) ? { originalsecret: photo.originalSecret, originalformat: photo.format } : {}),
      owner: ownerOf(),
      title: { _content: photo.title },
      description: { _content: photo.description },
      visibility: visibilityOf(photo),
      ...(isOwner(call) ? { permissions: { permcomment: 3, permaddmeta: 2 } } : {}),
      dates: {
        posted: String(photo.uploadedAt),
        taken: photo.takenAt,
        takengranularity: photo.takenGranularity,
        takenunknown: photo.isTakenUnknown ? '1' : '0',
        lastupdate: String(photo.updatedAt),
      },
      views: '0',
      editability: { cancomment: isOwner(call) ? 1 : 0, canaddmeta: isOwner(call) ? 1 : 0 },
      publiceditability: { cancomment: 1, canaddmeta: 0 },
      usage: { candownload: 1, canblog: isOwner(call) ? 1 : 0, canprint: isOwner(call) ? 1 : 0, canshare: 1 },
      comments: { _content: '0' },
      notes: { note: [] },
      people: { haspeople: 0 },
      tags: { tag: photo.tags.map(presentTag) },
      urls: { url: [{ type: 'photopage', _content: photoPage(call.account, photo.id) }] },
      media: photo.media,
      ...(photo.media === 'video' ? { video: videoFactsOf(photo) } : {}),
    },
  };
}

/** `flickr.photos.getSizes`: the original is there for its owner, and nothing that is larger. */
export function getSizes(call: Call): JsonObject {
  const photo = photoOf(call);
  const { account } = call;
  const page = photoPage(account, photo.id);
  const pictures = sizes.flatMap((size) => {
    const rendition = renditionOf(account, photo, size);
    if (!rendition) return [];
    const { url: source, width, height } = rendition;
    const letter = size.letter === '' ? 'm' : size.letter;
    return [{ label: size.label, width, height, source, url: `${page}sizes/${letter}/`, media: 'photo' }];
  });
  const isOfOwner = isOwner(call) ? 1 : 0;
  return {
    sizes: {
      canblog: isOfOwner,
      canprint: isOfOwner,
      candownload: 1,
      size: isOwner(call) ? [...pictures, ...originalSizes(call, photo)] : pictures,
    },
  };
}

/** `flickr.photos.getAllContexts`: the albums a photo is in; nothing is said of albums when it is in none. */
export function getAllContexts(call: Call): JsonObject {
  const { id, secret, server, farm } = photoOf(call);
  const homes = call.account.albums.homesOf(id);
  if (homes.length === 0) return {};
  const set = homes.map((album) => ({
    title: album.title,
    id: album.id,
    primary: album.primary,
    secret,
    server,
    farm,
    view_count: '0',
    comment_count: '0',
    count_photo: call.account.albums.sizeOf(album.id),
    count_video: 0,
    url: albumPage(call.account, album.id),
  }));
  return { set };
}

/** A tag with its id. */
export function presentTag({ id, raw, clean, isMachine }: Tag): JsonObject {
  const machine_tag = isMachine ? 1 : 0;
  return { id, author: person.nsid, authorname: person.username, raw, _content: clean, machine_tag };
}

function originalSizes({ account }: Call, photo: Photo): JsonObject[] {
  const { url: source, width, height } = originalOf(account, photo);
  const page = photoPage(account, photo.id);
  const original = { label: 'Original', width, height, source, url: `${page}sizes/o/`, media: 'photo' };
  if (photo.media === 'photo') return [original];
  const film = { width, height, source: videoOriginalOf(account, photo), url: page, media: 'video' };
  return [{ label: 'Video Original', ...film }];
}

function videoFactsOf({ duration, width, height }: Photo): JsonObject {
  const size = { width: String(width), height: String(height) };
  return { ready: 1, failed: 0, pending: 0, duration: String(Math.round(duration ?? 0)), ...size };
}

function ownerOf(): JsonObject {
  return {
    nsid: person.nsid,
    username: person.username,
    realname: person.fullName,
    location: '',
    iconserver: person.iconServer,
    iconfarm: person.iconFarm,
    path_alias: person.pathAlias,
  };
}
