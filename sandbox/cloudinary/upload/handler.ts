import { jsonAnswer, textAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import { BodyTooLarge, MalformedBody, readBody, type ReceivedBody } from '../../frame/request-body';
import { authenticateUpload } from '../access/authenticate';
import type { Account } from '../account';
import { ApiError, badRequest } from '../api-error';
import { Params } from '../params';
import { uploadChunk } from './chunked';
import { finishUpload, type Upload } from './finish';
import { sourceOfUpload } from './source';
import { nameUpload } from './public-id';
import { applyPreset } from './unsigned';

const askable = new Set(['image', 'video', 'raw', 'auto']);

/** `POST /v1_1/<cloud>/<image|video|raw|auto>/upload` (Cloudinary upload API reference). */
export async function handleUpload(account: Account, exchange: Exchange, asked: string): Promise<Answer> {
  const atOnce = account.context.log.enterLane('cloudinary', 'upload', exchange);
  const { uploadConcurrency, status, requestMaxBytes } = account.settings;
  let body: ReceivedBody;
  try {
    body = await readBody(exchange, account.spool, requestMaxBytes);
  } catch (error) {
    if (error instanceof BodyTooLarge) return tooLarge();
    if (error instanceof MalformedBody) throw badRequest(error.message);
    throw error;
  }
  try {
    if (uploadConcurrency !== null && atOnce > uploadConcurrency) {
      throw new ApiError(status, `Rate Limit Exceeded. More than ${uploadConcurrency} concurrent uploads`);
    }
    return jsonAnswer(200, await upload(account, exchange, asked, body));
  } finally {
    for (const file of body.files) await account.spool.drop(file.piece);
  }
}

async function upload(
  account: Account,
  exchange: Exchange,
  asked: string,
  body: ReceivedBody,
): Promise<Record<string, unknown>> {
  if (!askable.has(asked)) throw badRequest(`Invalid resource type ${asked}`);
  const params = Params.of(body, exchange.query);
  const trust = authenticateUpload(account, exchange, params, true);
  applyPreset(account, params, trust === 'signed');
  const task: Upload = { account, asked, params, mayOverwrite: trust === 'signed' && params.flag('overwrite', true) };
  const describe = (publicId?: string): Promise<void> =>
    exchange.describe({ text: body.text, ...(publicId === undefined ? {} : { subject: publicId }) });
  const uploadId = exchange.header('x-unique-upload-id');
  const range = exchange.header('content-range');
  const source = await sourceOfUpload(account, body, params);
  if (range !== undefined && uploadId !== undefined) {
    account.context.log.count('cloudinary', 'chunks');
    await describe(givenPublicId(task, source.filename));
    return uploadChunk(task, source, uploadId, range);
  }
  return finishUpload(task, source, describe);
}

/** The public id of a chunk's upload, where the caller says it. */
function givenPublicId({ account, params, asked }: Upload, filename: string): string | undefined {
  if (params.text('public_id') === undefined) return undefined;
  return nameUpload(account, params, filename, asked === 'raw' ? 'raw' : 'image').publicId;
}

/** One request may not be longer than 100 MB; the refusal comes from a proxy and is no JSON. */
function tooLarge(): Answer {
  return textAnswer(413, '<html><head><title>413 Request Entity Too Large</title></head></html>');
}
