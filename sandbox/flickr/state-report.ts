import { Readable } from 'node:stream';
import type { Answer } from '../frame/answer';
import type { Account } from './account';
import { originalOf, videoOriginalOf } from './images/image-address';
import type { Photo } from './store/photo';

/** Everything stored, as `GET /__state/flickr` shows it; written bit by bit, for accounts of any size. */
export function stateReport(account: Account): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return { status: 200, headers, body: Readable.from(report(account)) };
}

function* report(account: Account): Generator<string> {
  const photos = account.photos.newestFirst();
  const facts = {
    service: 'flickr',
    counts: {
      photos: photos.filter(({ media }) => media === 'photo').length,
      videos: photos.filter(({ media }) => media === 'video').length,
      bytes: account.photos.bytes,
      albums: account.albums.size,
      tokens: account.tokens.size,
    },
    albums: account.albums.inOrder().map((album) => ({
      id: album.id,
      title: album.title,
      description: album.description,
      primary: album.primary,
      photos: account.albums.photosOf(album.id),
    })),
  };
  yield `${JSON.stringify(facts).slice(0, -1)},"photos":[`;
  let separator = '';
  for (const photo of photos) {
    yield separator + JSON.stringify(shown(account, photo));
    separator = ',\n';
  }
  yield ']}';
}

function shown(account: Account, photo: Photo): Record<string, unknown> {
  return {
    id: photo.id,
    title: photo.title,
    description: photo.description,
    tags: photo.tags.map(({ raw }) => raw),
    machine_tags: photo.tags.filter(({ isMachine }) => isMachine).map(({ clean }) => clean),
    ispublic: photo.visibility.isPublic,
    isfriend: photo.visibility.isFriend,
    isfamily: photo.visibility.isFamily,
    hidden: photo.hidden,
    safety_level: photo.safetyLevel,
    content_type: photo.contentType,
    media: photo.media,
    format: photo.format,
    width: photo.width,
    height: photo.height,
    bytes: photo.bytes,
    md5: photo.md5,
    sent_md5: photo.sentMd5,
    secret: photo.secret,
    originalsecret: photo.originalSecret,
    date_upload: photo.uploadedAt,
    date_taken: photo.takenAt,
    date_taken_unknown: photo.isTakenUnknown,
    last_update: photo.updatedAt,
    albums: account.albums.homesOf(photo.id).map(({ id }) => id),
    url: photo.media === 'video' ? videoOriginalOf(account, photo) : originalOf(account, photo).url,
  };
}
