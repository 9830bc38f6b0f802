import { isFormat } from './formats';
import { readHost } from './hosts';
import type { DeliveryUrlParts } from './parts';
import { readPlace, type Place } from './places';
import { isComponent, isSurelyComponent, looksLikeComponent } from './transformation';

/** What is known of the account; it tells delivery URLs on its own hosts from other addresses. */
export interface DeliveryAccount {
  cloudName?: string;
  /** Hosts that deliver this account's assets, private CDNs and CNAMEs. */
  cnames?: string[];
}

/**
 * Takes a delivery URL of Cloudinary apart; undefined for any other text. The path is cut before anything in it is
 * decoded, since text in overlays has escaped slashes; a version tells where a transformation ends.
 */
export function parseDeliveryUrl(url: string, account: DeliveryAccount = {}): DeliveryUrlParts | undefined {
  const whole = /^((?:https?:)?)\/\/([^/?#\s]+)\/([^?#]*)(.*)$/is.exec(url);
  if (whole === null) return undefined;
  const [, scheme = '', host = '', path = '', query = ''] = whole;
  const start = readStart({ host, segments: path.split('/'), account });
  if (start === undefined) return undefined;
  const { place, rest, ...cloud } = start;
  const signature = /^s--([\w-]{8}|[\w-]{32})--$/.exec(rest[0] ?? '')?.[1];
  const end = readEnd(signature === undefined ? rest : rest.slice(1), place);
  if (end === undefined) return undefined;
  const { resourceType, type, form } = place;
  return {
    ...{ scheme, host, ...cloud, resourceType, type, form },
    ...(signature === undefined ? {} : { signature }),
    ...end,
    ...(query === '' ? {} : { query }),
  };
}

interface Start {
  cloud?: string;
  isCloudInPath: boolean;
  place: Place;
  /** The segments after it. */
  rest: string[];
}

function readStart(input: { host: string; segments: string[]; account: DeliveryAccount }): Start | undefined {
  const { host, segments, account } = input;
  const { cloudName, cnames = [] } = account;
  const found = readHost(host, cnames);
  const [first = '', ...others] = segments;
  const isKnownHost = found.kind !== 'unknown';
  const inPath = (): Start | undefined => {
    const place = readPlace(others, { isKnownHost });
    if (place === undefined || first === '') return undefined;
    return { cloud: first, isCloudInPath: true, place, rest: others.slice(place.length) };
  };
  if (found.kind === 'shared') return inPath();
  const place = readPlace(segments, { isKnownHost });
  const cloud = found.kind === 'private' ? found.cloud : cloudName;
  const isTyped = place !== undefined && place.form !== 'root';
  if (found.kind !== 'private' && !isTyped) {
    const led = inPath();
    // The other forms begin with words that a folder of any site may have.
    const isFull = led?.place.form === 'plain' || led?.place.form === 'fetch';
    if (led !== undefined && (isFull || first === cloudName)) return led;
  }
  if (place === undefined) return undefined;
  return { ...(cloud === undefined ? {} : { cloud }), isCloudInPath: false, place, rest: segments.slice(place.length) };
}

type End = Pick<
  DeliveryUrlParts,
  'transformation' | 'version' | 'publicId' | 'escapedId' | 'extension' | 'suffix' | 'ambiguous'
>;

function readEnd(segments: string[], { form, resourceType }: Place): End | undefined {
  const remote = form === 'fetch' ? segments.findIndex((segment) => /^[a-z][a-z\d+.-]*(?::|%3a)/i.test(segment)) : -1;
  const cut = remote >= 0 ? beforeRemote(segments, remote) : transformationOf(segments, form === 'seo' ? 2 : 1);
  const { transformation, version, ambiguous } = cut;
  const id = segments.slice(transformation.length + (version === undefined ? 0 : 1));
  const last = id.at(-1) ?? '';
  if ((last === '' && remote < 0) || (form === 'seo' && id.length < 2)) return undefined;
  const ending = /^(.+)\.([^.]+)$/.exec(last);
  const mayEnd = form === 'seo' || (resourceType !== 'raw' && form !== 'fetch' && isFormat(ending?.[2] ?? ''));
  const [stem, extension] = mayEnd && ending !== null ? [ending[1] ?? '', ending[2]] : [last, undefined];
  const escapedId = (form === 'seo' ? id.slice(0, -1) : [...id.slice(0, -1), stem]).join('/');
  return {
    transformation,
    ...(version === undefined ? {} : { version }),
    ...{ publicId: decode(escapedId), escapedId },
    ...(extension === undefined ? {} : { extension }),
    ...(form === 'seo' ? { suffix: stem } : {}),
    ...(ambiguous ? { ambiguous } : {}),
  };
}

type Cut = Pick<DeliveryUrlParts, 'transformation' | 'version' | 'ambiguous'>;

function beforeRemote(segments: string[], remote: number): Cut {
  const before = segments.slice(0, remote);
  const version = versionIn(before.at(-1));
  return { transformation: version === undefined ? before : before.slice(0, -1), version };
}

/** Cuts the transformation off, leaving at least so many segments for the public id. */
function transformationOf(segments: string[], left: number): Cut {
  const may = segments.slice(0, -left);
  const at = may.findIndex((segment) => versionIn(segment) !== undefined);
  if (at >= 0 && may.slice(0, at).every(looksLikeComponent)) {
    return { transformation: may.slice(0, at), version: versionIn(may[at]) };
  }
  const other = may.findIndex((segment) => !isComponent(segment));
  const transformation = other < 0 ? may : may.slice(0, other);
  return transformation.every(isSurelyComponent) ? { transformation } : { transformation, ambiguous: true };
}

function versionIn(segment: string | undefined): string | undefined {
  return /^v(\d+)$/.exec(segment ?? '')?.[1];
}

/** Part by part, so that what cannot be decoded stays as it is and spoils nothing else. */
function decode(escaped: string): string {
  return escaped
    .split('/')
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    })
    .join('/');
}
