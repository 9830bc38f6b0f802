import { createCloudinary } from './cloudinary';
import { createDropbox } from './dropbox';
import { createFlickr } from './flickr';
import type { ServiceFactory } from './frame/service';
import { createGoogleDrive } from './google-drive';
import { createWeb } from './web';

/** The services the sandbox imitates, by name: one line each. The first that claims a request answers it. */
export const registry: Record<string, ServiceFactory> = {
  // Before Cloudinary, whose short delivery URLs `/<cloud>/files/...` have the look of `/2/files/...`.
  dropbox: createDropbox,
  'google-drive': createGoogleDrive,
  // Before Cloudinary too: `/web/image/...` could be a delivery URL.
  web: createWeb,
  flickr: createFlickr,
  cloudinary: createCloudinary,
};
