import type { Exchange } from '../../frame/exchange';

/** What a delivery URL asks for, before anything is looked up. */
export interface DeliveryTarget {
  cloud: string;
  resourceType: string;
  type: string;
  /** What follows the type, still percent-encoded, by segments. */
  rest: string[];
  /** True for `images/` and `files/` forms, whose last segment is for search engines only. */
  hasSuffix: boolean;
}

const shortForms: Record<string, [string, string]> = {
  images: ['image', 'upload'],
  private_images: ['image', 'private'],
  authenticated_images: ['image', 'authenticated'],
  files: ['raw', 'upload'],
  videos: ['video', 'upload'],
};

const resourceTypes = new Set(['image', 'video', 'raw']);

/** Takes a delivery path apart: `/[res/]<cloud>/<resource_type>/<type>/...` or a short form. */
export function parseTarget(exchange: Exchange): DeliveryTarget | undefined {
  const segments = exchange.rawPath.split('/').slice(1);
  if (segments[0] === 'res') segments.shift();
  const [cloud = '', first = '', second = '', ...rest] = segments;
  const short = shortForms[first];
  if (short) return { cloud, resourceType: short[0], type: short[1], rest: [second, ...rest], hasSuffix: true };
  if (first === 'iu')
    return { cloud, resourceType: 'image', type: 'upload', rest: [second, ...rest], hasSuffix: false };
  if (!resourceTypes.has(first) || rest.length === 0) return undefined;
  return { cloud, resourceType: first, type: second, rest, hasSuffix: false };
}
