import type { JsonObject } from '../../frame/json';
import { person } from '../access/app';
import type { Account } from '../account';
import { ApiError } from '../api-error';
import { valueOf, type Call } from '../rest/call';
import { makeTags, splitTags, type Tag } from '../store/tags';
import { photoOf } from './find';
import { presentTag } from './read-photo';

/** `flickr.photos.addTags`: tags that are there already stay as they are. */
export function addTags(call: Call): JsonObject {
  const photo = photoOf(call);
  const added = newTags(call.account, photo.id, splitTags(valueOf(call, 'tags')), photo.tags);
  if (photo.tags.length + added.length > call.account.settings.tagsOfPhoto) {
    throw new ApiError(2, 'Maximum number of tags reached');
  }
  call.account.photos.change(photo, { tags: [...photo.tags, ...added] });
  return { tags: { tag: added.map(presentTag) } };
}

/** `flickr.photos.setTags`: exactly these from now on. */
export function setTags(call: Call): JsonObject {
  const photo = photoOf(call);
  const tags = newTags(call.account, photo.id, splitTags(valueOf(call, 'tags')));
  if (tags.length > call.account.settings.tagsOfPhoto) throw new ApiError(2, 'Maximum number of tags reached');
  call.account.photos.change(photo, { tags });
  return { tags: { tag: tags.map(presentTag) } };
}

/** `flickr.photos.removeTag`: by the tag's own id. */
export function removeTag(call: Call): JsonObject {
  const wanted = valueOf(call, 'tag_id');
  const photo = call.account.photos.get(wanted.split('-').at(-2) ?? '');
  const tags = photo?.tags.filter(({ id }) => id !== wanted);
  if (!photo || tags?.length === photo.tags.length) throw new ApiError(1, 'Tag not found');
  call.account.photos.change(photo, { tags: tags ?? [] });
  return {};
}

/** Tags for a photo, each with an id of its own; those it has already are left out. */
export function newTags(account: Account, photo: string, texts: readonly string[], before: readonly Tag[] = []): Tag[] {
  const author = person.nsid.replace(/@.*/, '');
  return makeTags(texts, () => `${author}-${photo}-${account.photos.count('tags')}`, before);
}
