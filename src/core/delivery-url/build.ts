import type { DeliveryUrlParts } from './parts';
import { writePlace } from './places';

/** Puts a delivery URL together: of the parts of a URL, that very URL. */
export function buildDeliveryUrl(parts: DeliveryUrlParts): string {
  const { scheme, host, cloud, isCloudInPath, signature, transformation, version, query = '' } = parts;
  const path = [
    ...(isCloudInPath && cloud !== undefined ? [cloud] : []),
    ...writePlace(parts),
    ...(signature === undefined ? [] : [`s--${signature}--`]),
    ...transformation,
    ...(version === undefined ? [] : [`v${version}`]),
    withEnding([parts.escapedId, ...(parts.suffix === undefined ? [] : [parts.suffix])].join('/'), parts.extension),
  ];
  return `${scheme}//${host}/${path.join('/')}${query}`;
}

/** A path with its extension. */
export function withEnding(path: string, extension: string | undefined): string {
  return extension === undefined ? path : `${path}.${extension}`;
}
