import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import type { Account } from '../account';
import { ApiError } from '../api-error';
import { isThePerson } from '../photos/list-photos';
import { valueOf, type Call } from '../rest/call';

const mebibyte = 1024 * 1024;

/** `flickr.test.echo`: everything that was said. */
export function echo({ values }: Call): JsonObject {
  return Object.fromEntries([...values].map(([name, value]) => [name, { _content: value }]));
}

/** `flickr.test.login`. */
export function login(): JsonObject {
  return { user: { id: person.nsid, username: { _content: person.username }, path_alias: person.pathAlias } };
}

/** `flickr.auth.oauth.checkToken`: what the token that signs is good for. */
export function checkToken({ caller, values }: Call): JsonObject {
  const user = { nsid: person.nsid, username: person.username, fullname: person.fullName };
  const token = { _content: values.get('oauth_token') ?? '' };
  return { oauth: { token, perms: { _content: caller.permission ?? '' }, user } };
}

/** `flickr.people.getInfo`, as much as there is to say. */
export function getPersonInfo(call: Call): JsonObject {
  if (!isThePerson(call)) throw new ApiError(1, 'User not found');
  const { account } = call;
  return {
    person: {
      id: person.nsid,
      nsid: person.nsid,
      ispro: 1,
      iconserver: person.iconServer,
      iconfarm: person.iconFarm,
      path_alias: person.pathAlias,
      username: { _content: person.username },
      realname: { _content: person.fullName },
      photosurl: { _content: photosUrl(account) },
      profileurl: { _content: profileUrl(account) },
      photos: { count: { _content: account.photos.size } },
    },
  };
}

/** `flickr.people.findByUsername`. */
export function findByUsername(call: Call): JsonObject {
  const name = valueOf(call, 'username').toLowerCase();
  if (name !== person.username && name !== person.fullName.toLowerCase()) throw new ApiError(1, 'User not found');
  return { user: { id: person.nsid, nsid: person.nsid, username: { _content: person.username } } };
}

/** `flickr.people.getUploadStatus`: how large photos and videos may be, and how many albums there may be. */
export function getUploadStatus({ account }: Call): JsonObject {
  const { photoMaxBytes, videoMaxBytes, albums } = account.settings;
  const created = account.albums.size;
  return {
    user: {
      id: person.nsid,
      ispro: 1,
      username: { _content: person.username },
      bandwidth: { max: 1, used: 0, maxbytes: 1, usedbytes: 0, remainingbytes: 1, maxkb: 1, usedkb: 0, unlimited: 1 },
      filesize: sizeLimit(photoMaxBytes),
      sets: { created, remaining: albums === null ? 'lots' : String(Math.max(0, albums - created)) },
      videosize: sizeLimit(videoMaxBytes),
      videos: {
        uploaded: [...account.photos.newestFirst()].filter(({ media }) => media === 'video').length,
        remaining: 'lots',
      },
    },
  };
}

/** `flickr.urls.getUserPhotos`. */
export function getUserPhotos(call: Call): JsonObject {
  return { user: { nsid: person.nsid, url: photosUrl(urlAccount(call)) } };
}

/** `flickr.urls.getUserProfile`. */
export function getUserProfile(call: Call): JsonObject {
  return { user: { nsid: person.nsid, url: profileUrl(urlAccount(call)) } };
}

/** `flickr.urls.lookupUser`: who an address of the site belongs to. */
export function lookUpUser(call: Call): JsonObject {
  const name = /\/(?:photos|people)\/([^/?]+)/.exec(valueOf(call, 'url'))?.[1];
  if (name !== person.pathAlias && name !== person.nsid) throw new ApiError(1, 'User not found');
  return { user: { id: person.nsid, username: { _content: person.username } } };
}

/** The account of `user_id`, or of who calls. */
function urlAccount(call: Call): Account {
  const user = valueOf(call, 'user_id');
  if (user === '' ? call.caller.permission === undefined : !isThePerson(call)) throw new ApiError(1, 'User not found');
  return call.account;
}

function photosUrl({ context }: Account): string {
  return `${context.baseUrl()}/photos/${person.pathAlias}/`;
}

function profileUrl({ context }: Account): string {
  return `${context.baseUrl()}/people/${person.pathAlias}/`;
}

function sizeLimit(bytes: number): JsonObject {
  const maxmb = String(Math.floor(bytes / mebibyte));
  return { max: bytes, maxbytes: bytes, maxkb: String(Math.floor(bytes / 1024)), maxmb };
}
