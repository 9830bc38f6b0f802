import { ApiError } from '../api-error';
import { listOf, valueOf, type Call } from '../rest/call';
import type { Photo } from '../store/photo';
import { machineTagMatcher } from './machine-tag-query';
import { cleanTag } from '../store/tags';

/** Whether a photo fits. */
export type Criterion = (photo: Photo) => boolean;

/** What a call says about dates, privacy and kind; every listing of photos knows these. */
export function commonCriteria(call: Call): Criterion[] {
  return [...uploadDates(call), ...takenDates(call), ...mediaOf(call), ...privacyOf(call)];
}

/** What a search looks for besides: words, tags, machine tags. */
export function searchCriteria(call: Call): Criterion[] {
  const words = valueOf(call, 'text').toLowerCase();
  const criteria: Criterion[] = words === '' ? [] : [(photo) => textOfPhoto(photo).includes(words)];
  const tags = listOf(call, 'tags');
  if (tags.length > 20) throw new ApiError(1, 'Too many tags in ALL query');
  const excluded = tags.filter((tag) => tag.startsWith('-')).map((tag) => cleanTag(tag.slice(1)));
  const wanted = tags.filter((tag) => !tag.startsWith('-')).map(cleanTag);
  if (excluded.length > 0) criteria.push(({ tags: has }) => !has.some(({ clean }) => excluded.includes(clean)));
  if (wanted.length > 0) criteria.push(tagCriterion(wanted, valueOf(call, 'tag_mode') === 'all'));
  const machine = machineTagMatcher(listOf(call, 'machine_tags'), valueOf(call, 'machine_tag_mode') === 'all');
  return machine ? [...criteria, machine] : criteria;
}

function tagCriterion(wanted: readonly string[], all: boolean): Criterion {
  return ({ tags }) => {
    const has = (tag: string): boolean => tags.some(({ clean }) => clean === tag);
    return all ? wanted.every(has) : wanted.some(has);
  };
}

function uploadDates(call: Call): Criterion[] {
  const [min, max] = [instantOf(valueOf(call, 'min_upload_date')), instantOf(valueOf(call, 'max_upload_date'))];
  return [
    ...(min === undefined ? [] : [({ uploadedAt }: Photo) => uploadedAt >= min]),
    ...(max === undefined ? [] : [({ uploadedAt }: Photo) => uploadedAt <= max]),
  ];
}

/** Dates of taking have no time zone and are compared as they are written. */
function takenDates(call: Call): Criterion[] {
  const [min, max] = [writtenDate(valueOf(call, 'min_taken_date')), writtenDate(valueOf(call, 'max_taken_date'))];
  return [
    ...(min === undefined ? [] : [({ takenAt }: Photo) => takenAt >= min]),
    ...(max === undefined ? [] : [({ takenAt }: Photo) => takenAt <= max]),
  ];
}

function mediaOf(call: Call): Criterion[] {
  const media = valueOf(call, 'media');
  if (media !== 'photos' && media !== 'videos') return [];
  return [(photo) => `${photo.media}s` === media];
}

/** 1 public, 2 friends, 3 family, 4 friends and family, 5 private. */
function privacyOf(call: Call): Criterion[] {
  const filter = valueOf(call, 'privacy_filter');
  if (!/^[1-5]$/.test(filter)) return [];
  return [({ visibility }) => String(privacyClass(visibility)) === filter];
}

function privacyClass({ isPublic, isFriend, isFamily }: Photo['visibility']): number {
  if (isPublic) return 1;
  if (isFriend) return isFamily ? 4 : 2;
  return isFamily ? 3 : 5;
}

/** Seconds since 1970, or a date as databases write it, in UTC. */
function instantOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const written = writtenDate(text);
  return written === undefined ? undefined : Date.parse(`${written.replace(' ', 'T')}Z`) / 1000;
}

function writtenDate(text: string): string | undefined {
  if (/^\d{9,}$/.test(text)) return new Date(Number(text) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text} 00:00:00`;
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? text : undefined;
}

function textOfPhoto({ title, description, tags }: Photo): string {
  return [title, description, ...tags.map(({ raw }) => raw)].join('\n').toLowerCase();
}
