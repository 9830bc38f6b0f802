/**
 * The delivery URL of an image as JPEG: the transformation `f_jpg` and the extension, nothing is uploaded again
 * (Cloudinary transformation reference, `f_`). A signed URL stays as it is: its signature covers both.
 */
export function jpgUrl(url: string): string {
  const parted = /^(.*?\/image\/[a-z]+\/)(.*)$/.exec(url);
  if (parted === null) return url;
  const [, base = '', rest = ''] = parted;
  if (/^s--[\w-]+--\//.test(rest)) return url;
  return `${base}f_jpg/${rest.replace(/\.(png|gif|bmp|webp|tiff?|heic|avif|jpe?g)$/i, '.jpg')}`;
}
