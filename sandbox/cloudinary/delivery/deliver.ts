import { createHash } from 'node:crypto';
import type { Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import type { Account } from '../account';
import { sameText } from '../access/signature';
import { ApiError, notFound } from '../api-error';
import { urlSignature } from '../present/url-signature';
import { nameOf, type Asset } from '../store/asset';
import { extensionOf } from '../upload/public-id';
import { contentTypeOf } from './content-type';
import { apparentId, locate, type Located } from './locate';
import { sendBytes } from './send-bytes';
import type { DeliveryTarget } from './target';
import { parseSteps, type Step } from './transformation';

const canonical: Record<string, string> = { jpeg: 'jpg', tif: 'tiff' };

/** `GET` and `HEAD` of a delivery URL (Cloudinary documentation, transformation URL structure and access control). */
export async function deliver(account: Account, exchange: Exchange, target: DeliveryTarget): Promise<Answer> {
  const located = locate(account, target);
  if (!located) throw notFound(apparentId(target));
  await exchange.describe({ subject: located.asset.publicId });
  checkAccess(account, target, located);
  const steps = parseSteps(account, located.transformation);
  return answerWith(account, exchange, located, steps);
}

/** What a private download URL answers: the original, as an attachment when asked for. */
export function deliverOriginal(account: Account, exchange: Exchange, asset: Asset, attachment?: string): Answer {
  return sendBytes(exchange, {
    source: { path: account.blobs.path(asset.blob) },
    bytes: asset.bytes,
    etag: asset.etag,
    contentType: contentTypeOf(asset.format ?? extensionOf(asset.publicId).slice(1)),
    modifiedAt: asset.uploadedAt,
    ...(attachment === undefined ? {} : { attachment }),
  });
}

/** What is not public needs a signature; one that is wrong is refused for whatever asset. */
function checkAccess(account: Account, target: DeliveryTarget, { asset, transformation, source }: Located): void {
  const { signature } = target;
  if (signature === undefined) {
    if (asset.type === 'upload' && asset.accessMode === 'public') return;
    throw new ApiError(401, 'deny or ACL failure');
  }
  const texts = [source, decodeURI(source)].map((text) => [transformation, text].filter(Boolean).join('/'));
  const isRight = texts.some((text) =>
    signature.length === 32
      ? sameText(urlSignature(text, account.apiSecret, 'sha256', 32), signature)
      : [urlSignature(text, account.apiSecret), urlSignature(text, account.apiSecret, 'sha256')].some((one) =>
          sameText(one, signature),
        ),
  );
  if (!isRight) throw new ApiError(401, 'Invalid Signature');
}

async function answerWith(account: Account, exchange: Exchange, located: Located, steps: Step[]): Promise<Answer> {
  const { asset, transformation } = located;
  const own = asset.format ?? '';
  const format = formatFor(exchange, located, steps);
  const attachment = attachmentName(asset, steps, format);
  const isPlain = steps.every((step) => Object.keys(step).every((key) => key === 'f' || key === 'fl'));
  const isOriginal = asset.resourceType === 'raw' || (isPlain && format === own) || keepsVideo(asset, format);
  if (isOriginal) return deliverOriginal(account, exchange, asset, attachment);
  const version = await account.versions.of(asset, transformation, format);
  return sendBytes(exchange, {
    source: { buffer: version.bytes },
    bytes: version.bytes.length,
    etag: createHash('md5').update(version.bytes).digest('hex'),
    contentType: contentTypeOf(format),
    modifiedAt: asset.uploadedAt,
    ...(attachment === undefined ? {} : { attachment }),
  });
}

/** `f_` in the transformation wins over the extension; `f_auto` is what the client says it likes. */
function formatFor(exchange: Exchange, { asset, format }: Located, steps: Step[]): string {
  const asked = steps.findLast((step) => step.f !== undefined)?.f ?? format ?? asset.format ?? '';
  const lower = asked.toLowerCase();
  if (lower !== 'auto') return canonical[lower] ?? lower;
  const accepts = exchange.header('accept') ?? '';
  if (asset.resourceType === 'video') return asset.format ?? '';
  if (accepts.includes('image/avif')) return 'avif';
  return accepts.includes('image/webp') ? 'webp' : (asset.format ?? '');
}

/** Videos are sent as they are, whatever is to be done to them: nothing here makes others. Pictures of them are made. */
function keepsVideo(asset: Asset, format: string): boolean {
  return asset.resourceType === 'video' && !['jpg', 'png', 'webp', 'gif', 'avif'].includes(format);
}

/** `fl_attachment[:name]`. */
function attachmentName(asset: Asset, steps: Step[], format: string): string | undefined {
  const flag = steps
    .flatMap((step) => (step.fl ?? '').split('.'))
    .find((one) => one === 'attachment' || one.startsWith('attachment:'));
  if (flag === undefined) return undefined;
  const given = flag.slice('attachment:'.length);
  const name = given === '' ? nameOf(asset.publicId) : given;
  return asset.resourceType === 'raw' || format === '' ? name : `${name}.${format}`;
}
