import { ApiError } from '../api-error';
import { isOwner, valueOf, type Call } from '../rest/call';
import { isSeenByAll, type Photo } from '../store/photo';

/** The photo a call is about. What the caller may not see is not there. @throws {ApiError} 1 */
export function photoOf(call: Call, name = 'photo_id', code = 1): Photo {
  const photo = call.account.photos.get(valueOf(call, name));
  if (photo && (isOwner(call) || isSeenByAll(photo))) return photo;
  throw new ApiError(code, 'Photo not found');
}
