/** What a host says of the cloud whose assets it delivers. */
export type HostKind =
  /** One for all clouds: the path begins with the cloud's name. */
  | { kind: 'shared' }
  /** One of the cloud's own under Cloudinary's name. */
  | { kind: 'private'; cloud: string }
  /** A name of the customer's own; the path may begin with the cloud's name. */
  | { kind: 'own' }
  | { kind: 'unknown' };

/** Cloudinary's shared hosts: today's, those of subdomains, and the two of old (SDKs, `SHARED_CDN` and its like). */
const shared = /^(?:res(?:-[1-5])?\.cloudinary\.com|cloudinary-a\.akamaihd\.net|d3jpl91pxevbkh\.cloudfront\.net)$/;

/** Tells hosts apart; `cnames` are the customer's own, with or without the `a1.` to `a5.` of subdomains. */
export function readHost(host: string, cnames: string[]): HostKind {
  const name = host.toLowerCase();
  if (shared.test(name.replace(/:\d+$/, ''))) return { kind: 'shared' };
  const cloud = /^(.+)-res(?:-[1-5])?\.cloudinary\.com(?::\d+)?$/.exec(name)?.[1];
  if (cloud !== undefined) return { kind: 'private', cloud };
  const isOwn = cnames.some(
    (cname) => name.replace(/^a[1-5]\./, '') === cname.toLowerCase() || name === cname.toLowerCase(),
  );
  return { kind: isOwn ? 'own' : 'unknown' };
}
