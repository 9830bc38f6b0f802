import { buildDeliveryUrl } from './build';
import { formatName, isStill } from './formats';
import { parseDeliveryUrl, type DeliveryAccount } from './parse';
import type { DeliveryUrlParts } from './parts';
import { signatureOf, styleOfSignature, type DeliverySigner } from './sign';
import { lastValue, replaceValue } from './transformation';

/** The format to deliver in. */
export interface WishedDelivery {
  /** A format's extension, `jpg`, or `auto`. */
  format: string;
  /** A value of `q_`: `80`, `auto`, `auto:eco`. Whatever quality there is stays when absent. */
  quality?: string;
}

interface UrlToConvert extends WishedDelivery, DeliveryAccount {
  url: string;
  /** Signs what was signed before; without it signed URLs are a problem. */
  sign?: DeliverySigner;
}

/** The URL in the other format, or why it was left as it is: nothing to do, or nothing that can be done. */
export type Conversion = { url: string } | { skipped: string } | { problem: string };

/**
 * The URL that delivers an asset in another format. Nothing is uploaded: a transformation is set (Cloudinary,
 * "Delivering in a different format"), in place of the format and quality that are there, and the extension with it.
 */
export function convertDeliveryUrl({ url, sign, cloudName, cnames, ...wish }: UrlToConvert): Conversion {
  const text = url.trim();
  if (text === '') return { skipped: 'there is no URL' };
  const parts = parseDeliveryUrl(text, { cloudName, cnames });
  if (parts === undefined) return { problem: 'not a delivery URL of Cloudinary' };
  const problem = problemOf(parts, wish);
  if (problem !== undefined) return { problem };
  if (isSo(parts, wish)) return { skipped: `is ${wish.format} already` };
  const converted = withDelivery(parts, wish);
  if (parts.signature === undefined) return { url: buildDeliveryUrl(converted) };
  if (sign === undefined)
    return { problem: 'signed: another format needs another signature, and the API secret for it' };
  const style = styleOfSignature(parts, sign);
  if (style === undefined) return { problem: 'signed with another API secret than the one at hand' };
  return { url: buildDeliveryUrl({ ...converted, signature: signatureOf(converted, style, sign) }) };
}

function problemOf(
  { resourceType, type, query = '' }: DeliveryUrlParts,
  { format }: WishedDelivery,
): string | undefined {
  if (resourceType === 'raw') return 'a raw file: it is delivered as it is, in no other format';
  if (type === 'list') return 'a list of assets, not an image';
  if (resourceType === 'video' && isStill(format)) return `a video: as ${format} it would be one of its frames`;
  if (/[?&]__cld_token__=/.test(query)) return 'has an access token, which is good for this very URL only';
  return undefined;
}

function isSo({ transformation, extension }: DeliveryUrlParts, { format, quality }: WishedDelivery): boolean {
  const delivered = lastValue(transformation, 'f') ?? extension;
  const isFormat = delivered !== undefined && formatName(delivered) === formatName(format);
  return isFormat && (quality === undefined || lastValue(transformation, 'q') === quality);
}

function withDelivery(parts: DeliveryUrlParts, { format, quality }: WishedDelivery): DeliveryUrlParts {
  let { transformation } = parts;
  const added: string[] = [];
  for (const [key, value] of [['f', format] as const, ['q', quality] as const]) {
    if (value === undefined) continue;
    const replaced = replaceValue(transformation, key, value);
    if (replaced === undefined) added.push(`${key}_${value}`);
    else transformation = replaced;
  }
  const component = added.length === 0 ? [] : [added.join(',')];
  return {
    ...parts,
    // Last, so that it holds for the result of all before. In front, where the end may be a folder of the public id.
    transformation: parts.ambiguous ? [...component, ...transformation] : [...transformation, ...component],
    extension: parts.extension === undefined || format === 'auto' ? parts.extension : format,
  };
}
