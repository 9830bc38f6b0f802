import type { JsonObject } from '../../frame/json';
import { ApiError } from '../api-error';
import type { Upload } from './answer-upload';
import { takeFile } from './take-file';

/** `/services/replace`: other bytes below the same id; both secrets change, so that old addresses end. @throws {ApiError} */
export async function replacePhoto({ account, values, file }: Upload): Promise<JsonObject> {
  const wanted = values.get('photo_id') ?? '';
  if (!account.photos.get(wanted)) {
    await account.spool.drop(file.piece);
    throw new ApiError(1, 'Photo not found');
  }
  const content = await takeFile(account, file.piece);
  const photo = account.photos.get(wanted);
  if (!photo) {
    await account.blobs.release(content.blob);
    throw new ApiError(1, 'Photo not found');
  }
  const { id, secret, originalSecret } = account.photos.replace(photo, { ...content, takenAt: photo.takenAt });
  return { photoid: { secret, originalsecret: originalSecret, _content: id } };
}
