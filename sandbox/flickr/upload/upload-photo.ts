import { basename, extname } from 'node:path';
import type { JsonObject } from '../../frame/json';
import type { Account } from '../account';
import { ApiError } from '../api-error';
import { newTags } from '../photos/change-tags';
import type { Photo, Visibility } from '../store/photo';
import { splitTags } from '../store/tags';
import type { Upload } from './answer-upload';
import { refused } from './refuse';
import { takeFile, type TakenFile } from './take-file';
import { giveTicket } from './ticket';

/** `/services/upload`. What an upload does not say of visibility is as the account has it. @throws {ApiError} */
export async function uploadPhoto(upload: Upload): Promise<JsonObject> {
  if (upload.values.get('async') !== '1') {
    const { id, secret, originalSecret } = await keepPhoto(upload);
    return { photoid: { secret, originalsecret: originalSecret, _content: id } };
  }
  const photo = await keepPhoto(upload).catch((error: unknown) => {
    // The ticket is given before the file is looked at: what is wrong with it is said later.
    if (error instanceof ApiError) return undefined;
    throw error;
  });
  return { ticketid: { _content: giveTicket(upload.account, photo?.id).id } };
}

async function keepPhoto({ account, values, file }: Upload): Promise<Photo> {
  const taken = await takeFile(account, file.piece);
  try {
    checkLimits(account, taken);
    checkDuplicate(account, values, taken);
  } catch (error) {
    await account.blobs.release(taken.blob);
    throw error;
  }
  countUpload(account, taken);
  const nowMs = Date.now();
  const id = account.photos.nextId();
  return account.photos.add(id, {
    ...taken,
    title: values.get('title') ?? titleOf(file.filename),
    description: values.get('description') ?? '',
    tags: newTags(account, id, splitTags(values.get('tags') ?? '')).slice(0, account.settings.tagsOfPhoto),
    visibility: visibilityOf(account, values),
    hidden: values.get('hidden') === '2' ? '2' : '1',
    safetyLevel: oneOf(values.get('safety_level')),
    contentType: oneOf(values.get('content_type')),
    uploadedAt: Math.floor(nowMs / 1000),
    takenAt: taken.takenAt ?? new Date(nowMs).toISOString().slice(0, 19).replace('T', ' '),
    takenGranularity: 0,
    isTakenUnknown: taken.takenAt === undefined,
  });
}

function checkLimits(account: Account, { media }: TakenFile): void {
  const { photoUploadsLeft, videoUploadsLeft } = account.settings;
  if (media === 'video' && videoUploadsLeft === 0) throw refused.videoLimit();
  if (photoUploadsLeft === 0) throw refused.photoLimit();
}

function countUpload(account: Account, { media }: TakenFile): void {
  const { settings } = account;
  const less = (left: number | null): number | null => (left === null ? null : left - 1);
  if (settings.photoUploadsLeft === null && settings.videoUploadsLeft === null) return;
  account.settings = {
    ...settings,
    photoUploadsLeft: less(settings.photoUploadsLeft),
    videoUploadsLeft: media === 'video' ? less(settings.videoUploadsLeft) : settings.videoUploadsLeft,
  };
}

/** Nobody looks for duplicates unless `dedup_check` asks for it. */
function checkDuplicate(account: Account, values: Upload['values'], { sentMd5 }: TakenFile): void {
  const check = values.get('dedup_check');
  if (check !== '1' && check !== '2') return;
  const same = account.photos.withBytes(sentMd5);
  if (same) throw refused.duplicate(same.id);
}

function visibilityOf(account: Account, values: Upload['values']): Visibility {
  const said = (name: string): boolean | undefined => {
    const value = values.get(name);
    return value === '1' ? true : value === '0' ? false : undefined;
  };
  const isPublic = said('is_public') ?? account.settings.defaultIsPublic;
  return { isPublic, isFriend: said('is_friend') ?? false, isFamily: said('is_family') ?? false };
}

/** 1, 2 or 3; 1 for anything else. */
function oneOf(value: string | undefined): string {
  return value !== undefined && /^[123]$/.test(value) ? value : '1';
}

/** A photo without a title is named as its file, without the extension. */
function titleOf(filename: string | undefined): string {
  return filename === undefined ? '' : basename(filename, extname(filename));
}
