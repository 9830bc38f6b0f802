import { randomBytes } from 'node:crypto';
import { jsonAnswer, type Answer } from '../../frame/answer';
import type { Piece } from '../../frame/piece';
import { z } from 'zod';
import { endpointError, union } from '../api-error';
import { argumentOf, type Call } from '../call';
import { present, untagged } from '../store/entry';
import { commitSchema, storeFile, WriteRefused } from './commit';

/** `files/upload`: a whole file in one request. */
export async function upload(call: Call): Promise<Answer> {
  const { account, fn } = call;
  const { content_hash: announced, ...commit } = argumentOf(
    call,
    commitSchema.extend({ content_hash: z.string().nullish() }),
  );
  const piece = await receive(call, () => endpointError(['payload_too_large']));
  try {
    return jsonAnswer(200, untagged(present(await storeFile({ account, fn, commit, piece, announced }))));
  } catch (error) {
    throw error instanceof WriteRefused ? refusal(error) : error;
  }
}

/** Takes in the body of a request, unless it is longer than one request may be. */
export async function receive({ account, exchange }: Call, tooLarge: () => Error): Promise<Piece> {
  const { uploadMaxBytes } = account.settings;
  if (Number(exchange.header('content-length') ?? 0) > uploadMaxBytes) throw tooLarge();
  const piece = await account.spool.take(exchange.body as AsyncIterable<Buffer>);
  if (piece.bytes <= uploadMaxBytes) return piece;
  await account.spool.drop(piece);
  throw tooLarge();
}

/** Here, and only here, the reason stands beside the tag and not below it (`files.UploadWriteFailed`). */
function refusal({ reason, isPath }: WriteRefused): Error {
  if (!isPath) return endpointError(reason);
  return endpointError(['path', ...reason], {
    '.tag': 'path',
    reason: union(...reason),
    upload_session_id: `pid_upload_session:${randomBytes(24).toString('base64url')}`,
  });
}
