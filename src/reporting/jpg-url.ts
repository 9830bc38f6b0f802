import { buildDeliveryUrl, convertDeliveryUrl, parseDeliveryUrl } from '../core/delivery-url';

/**
 * The delivery URL of an image as JPEG: with `f_jpg` in place of whatever format it had, never beside it, and with the
 * extension. Nothing is uploaded again (Cloudinary transformation reference, `f_`). JPEGs get `f_jpg` too, so that the
 * column has one form. What is no URL of an image stays as it is, and so does a signed URL: its signature covers both,
 * and there is no secret here to sign with. It works, in the format it was stored in; `ferry convert` signs anew.
 */
export function jpgUrl(url: string): string {
  const parts = parseDeliveryUrl(url);
  if (parts?.resourceType !== 'image' || parts.signature !== undefined) return url;
  // An extension says nothing of the format that was asked for: none may pass for one.
  const plain = parts.extension === undefined ? url : buildDeliveryUrl({ ...parts, extension: 'png' });
  const made = convertDeliveryUrl({ url: plain, format: 'jpg' });
  return 'url' in made ? made.url : url;
}
