import type { Exchange } from '../../frame/exchange';

/** What a delivery URL asks for, before anything is looked up. */
export interface DeliveryTarget {
  cloud: string;
  resourceType: string;
  type: string;
  /** `s--...--` without the dashes. */
  signature?: string;
  /** What follows, still percent-encoded, by segments: transformations, version, public id. */
  rest: string[];
  /** True for the `images/` and `files/` forms, which may end in a segment for search engines only. */
  mayHaveSuffix: boolean;
}

/** Short forms (Cloudinary documentation, SEO-friendly URLs). */
const shortForms: Record<string, [string, string]> = {
  images: ['image', 'upload'],
  private_images: ['image', 'private'],
  authenticated_images: ['image', 'authenticated'],
  files: ['raw', 'upload'],
  videos: ['video', 'upload'],
};

const resourceTypes = new Set(['image', 'video', 'raw']);

/**
 * Takes a delivery path apart: `/[res/]<cloud>/<resource_type>/<type>/...` or a short form (Cloudinary documentation,
 * transformation URL structure); undefined when it is none.
 */
export function parseTarget(exchange: Exchange): DeliveryTarget | undefined {
  const segments = exchange.rawPath.split('/').filter((segment, index) => segment !== '' || index > 1);
  if (segments[0] === '') segments.shift();
  if (segments[0] === 'res') segments.shift();
  const [cloud = '', first = '', second = '', ...rest] = segments;
  const short = Object.hasOwn(shortForms, first) ? shortForms[first] : undefined;
  if (short && second !== '') return target(cloud, short[0], short[1], [second, ...rest], true);
  if (first === 'iu' && second !== '') return target(cloud, 'image', 'upload', [second, ...rest], false);
  if (!resourceTypes.has(first) || rest.length === 0) return undefined;
  return target(cloud, first, second, rest, false);
}

function target(
  cloud: string,
  resourceType: string,
  type: string,
  rest: string[],
  mayHaveSuffix: boolean,
): DeliveryTarget {
  const signature = /^s--([\w-]{8}|[\w-]{32})--$/.exec(rest[0] ?? '')?.[1];
  const base = { cloud, resourceType, type, mayHaveSuffix };
  return signature === undefined ? { ...base, rest } : { ...base, signature, rest: rest.slice(1) };
}
