import { longestName } from '../naming';

/** What Cloudinary would not take about a public id (Upload API reference, `public_id`), with the next step. */
export function publicIdFault(publicId: string): string | undefined {
  if (publicId.length > longestName) {
    return `public_id has ${publicId.length} characters; Cloudinary takes ${longestName} at most`;
  }
  const refused = /[?&#\\%<>+]/.exec(publicId)?.[0];
  if (refused !== undefined) {
    return `public_id has "${refused}" in it, which Cloudinary refuses; take it out with replace, or use a template with {{... | slug}}`;
  }
  if (/^[\s/]|[\s/]$/.test(publicId))
    return 'public_id begins or ends with a space or a slash, which Cloudinary refuses';
  return undefined;
}
