import { ApiError } from '../api-error';

/** Why an upload is not taken (Flickr, "Uploading photos", error codes). */
export const refused = {
  noPhoto: () => new ApiError(2, 'No photo specified'),
  failure: () => new ApiError(3, 'General upload failure'),
  empty: () => new ApiError(4, 'Filesize was zero'),
  filetype: () => new ApiError(5, 'Filetype was not recognised'),
  photoLimit: () => new ApiError(6, 'User exceeded upload limit'),
  videoLimit: () => new ApiError(7, 'User exceeded video upload limit'),
  tooLarge: () => new ApiError(8, 'Filesize was too large'),
  duplicate: (photo: string) =>
    new ApiError(9, 'Duplicate photo/video detected', { duplicate_photo_id: photo, duplicate_photo_status: '1' }),
  capacity: (seconds: number) =>
    new ApiError(14, 'Over capacity', { non_pro_desktop_upload_wait_time: String(seconds) }),
};
