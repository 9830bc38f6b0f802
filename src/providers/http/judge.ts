import type { Reach, ReachCategory } from '../../core/reach';
import { redactedUrl } from '../../core/redact';
import { sniff } from '../../images/sniff';
import { isEncoded, type FirstLook } from './first-look';
import { retryAtOf } from './retry-after';
import type { WebAnswer } from './web-client';
import type { WebFailure } from './web-failure';

/** What a URL should give: a picture, or anything with bytes. */
export type WantedContent = 'image' | 'any';

/** What a failed request amounts to. */
export function reachOfFailure({ category, message, retryAt }: WebFailure): Reach {
  return { category, reason: message, ...(retryAt !== undefined && { retryAt }) };
}

/** What the head of an answer says by itself, its status above all; `ok` for any 2xx. */
export function reachOfHead(answer: WebAnswer): Reach {
  const { status, header, url, isRedirected } = answer;
  const category = categoryOf(status);
  const contentType = header('content-type')?.split(';')[0]?.trim().toLowerCase();
  const reason = header('x-cld-error');
  const retryAt = status === 429 || status >= 500 ? retryAtOf(header('retry-after'), Date.now()) : undefined;
  return {
    category,
    status,
    ...(contentType !== undefined && contentType !== '' && { contentType }),
    ...(isRedirected && { finalUrl: redactedUrl(url.href) }),
    ...(reason !== undefined && { reason: redactedUrl(reason).slice(0, 300) }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

/** What the first bytes of an answer make of it: a type that is absent, vague or a lie gives way to the content. */
export async function reachOfLook(look: FirstLook, wanted: WantedContent): Promise<Reach> {
  const { answer, head, bytes } = look;
  const reach: Reach = { ...reachOfHead(answer), ...(bytes !== undefined && { bytes }) };
  // A range of nothing cannot be given.
  if (answer.status === 416 && bytes === 0) return { ...reach, category: 'empty' };
  if (reach.category !== 'ok') return reach;
  if (head.length === 0 || bytes === 0) return { ...reach, category: 'empty' };
  const { mediaType, format, mime } = isEncoded(answer) ? unknown : await sniff(head);
  const declared = reach.contentType;
  const contentType = isVague(declared) && mime !== unknown.mime ? mime : declared;
  const told = { ...reach, ...(contentType !== undefined && { contentType }) };
  if (wanted === 'any' || mediaType === 'image') return told;
  // Kinds of pictures that we do not know by their bytes are believed.
  const isNothingElse = mediaType === 'other' && format !== 'plain text';
  if (isNothingElse && declared?.startsWith('image/') === true) return told;
  return { ...told, category: 'not-an-image', contentType: mime === unknown.mime ? declared : mime, reason: format };
}

/** A type that says nothing. */
export function isVague(contentType: string | undefined): boolean {
  return (
    contentType === undefined ||
    /^(?:application|binary)\/(?:octet-stream|x-download|force-download)$/.test(contentType)
  );
}

const unknown = { mediaType: 'other', format: 'unknown content', mime: 'application/octet-stream' } as const;

const byStatus: ReadonlyMap<number, ReachCategory> = new Map([
  [204, 'empty'],
  [205, 'empty'],
  [401, 'forbidden'],
  [403, 'forbidden'],
  [404, 'missing'],
  [408, 'timeout'],
  [410, 'missing'],
  // What Cloudinary answers where others answer 429.
  [420, 'rate-limited'],
  [429, 'rate-limited'],
]);

function categoryOf(status: number): ReachCategory {
  const known = byStatus.get(status);
  if (known !== undefined) return known;
  if (status >= 500) return 'server-error';
  if (status >= 300 && status < 400) return 'redirects';
  return status >= 200 && status < 300 ? 'ok' : 'other';
}
