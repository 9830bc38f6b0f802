import { jsonAnswer, type Answer } from '../../frame/answer';
import { invalidParameter, refusal } from '../api-error';
import { itemNamed, jsonBody, type Call } from '../call';
import { answerItem } from '../files/present-item';
import { changedItem } from '../files/change-item';
import { draftItem, readMetadata } from '../files/write-metadata';
import { storeUpload } from './store-upload';
import type { UploadSession } from './sessions';

/** Chunks but the last are multiples of this (Drive API, "Perform a resumable upload"). */
const chunkUnit = 256 * 1024;

/** Begins a resumable upload: the session's address is in `Location`. */
export async function beginSession(call: Call): Promise<Answer> {
  const { account, exchange, params, who } = call;
  const body = await jsonBody(call);
  const metadata = readMetadata(body);
  await exchange.describe({ subject: metadata.name ?? params.id, text: JSON.stringify(body) });
  const mimeType = exchange.header('x-upload-content-type');
  if (params.id === undefined) draftItem(call, metadata, mimeType);
  else changedItem(call, itemNamed(call, params.id), metadata);
  const announced = exchange.header('x-upload-content-length');
  const session = await account.sessions.start({
    email: who.email,
    metadata,
    query: exchange.rawQuery,
    ...(params.id === undefined ? {} : { fileId: params.id }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(announced === undefined ? {} : { total: Number(announced) }),
  });
  const address = new URL(`${account.context.baseUrl()}${exchange.rawPath}?${exchange.rawQuery}`);
  address.searchParams.set('upload_id', session.id);
  return { status: 200, headers: { Location: address.href, 'X-GUploader-UploadID': session.id } };
}

/** A `PUT` to a session: a chunk, the last one, or the question how far it is. */
export function continueSession(call: Call): Promise<Answer> {
  const { account, query } = call;
  const id = query.get('upload_id') ?? '';
  return account.sessions.inTurn(id, async () => {
    const session = account.sessions.get(id);
    if (!session) throw gone(account.settings.sessionGoneStatus);
    await call.exchange.describe({ subject: session.metadata.name ?? session.fileId });
    if (session.madeId !== undefined) return answerMade(call, session.madeId);
    return takeChunk(call, session);
  });
}

/** `DELETE`: the upload is given up. */
export async function cancelSession({ account, query }: Call): Promise<Answer> {
  const session = account.sessions.get(query.get('upload_id') ?? '');
  if (!session) throw gone(account.settings.sessionGoneStatus);
  await account.sessions.forget(session);
  return { status: 499 };
}

async function takeChunk(call: Call, session: UploadSession): Promise<Answer> {
  const { account, exchange } = call;
  const { start, end, total } = contentRange(exchange.header('content-range'), session);
  if (session.total !== undefined && total !== undefined && session.total !== total) throw badRange();
  const known = { ...session, total: total ?? session.total };
  if (start === undefined) {
    exchange.body.resume();
    return known.offset === known.total ? finish(call, known) : progress(known);
  }
  if (start !== known.offset) {
    exchange.body.resume();
    return progress(known);
  }
  const isLast = end === undefined || end + 1 === known.total;
  const length = end === undefined ? Infinity : end - start + 1;
  if (!isLast && length % chunkUnit !== 0) throw badRange();
  const { chunkKeepBytes } = account.settings;
  const body = exchange.body as AsyncIterable<Buffer>;
  const taken = await account.sessions.append(known, body, Math.min(length, chunkKeepBytes ?? Infinity));
  const isWhole = isLast && !exchange.abandoned && (end === undefined || taken === length);
  const kept = isWhole ? taken : Math.floor(taken / chunkUnit) * chunkUnit;
  const grown = { ...known, offset: known.offset + kept };
  await account.sessions.change(grown);
  return isWhole ? finish(call, { ...grown, total: grown.total ?? grown.offset }) : progress(grown);
}

async function finish(call: Call, session: UploadSession): Promise<Answer> {
  const { sessions, spool } = call.account;
  const piece = await spool.take(sessions.read(session) as AsyncIterable<Buffer>);
  const { metadata, mimeType: contentType } = session;
  const made = await storeUpload(call, { metadata, contentType, piece });
  await sessions.finish(session, made.id);
  return jsonAnswer(200, answerItem(call, made));
}

function answerMade(call: Call, id: string): Answer {
  call.exchange.body.resume();
  return jsonAnswer(200, answerItem(call, itemNamed(call, id)));
}

/** 308 with what is there; no `Range` when nothing is. */
function progress({ offset, id }: UploadSession): Answer {
  const range: Record<string, string> = offset === 0 ? {} : { Range: `bytes=0-${offset - 1}` };
  return { status: 308, headers: { 'X-GUploader-UploadID': id, ...range } };
}

/** Reads `bytes a-b/total`, `bytes a-b/*`, `bytes *\/total`; none: everything at once. */
function contentRange(
  header: string | undefined,
  { total }: UploadSession,
): { start?: number; end?: number; total?: number } {
  if (header === undefined) return { start: 0, ...(total === undefined ? {} : { end: total - 1 }) };
  const parts = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header.trim());
  if (!parts) throw badRange();
  const [, start, end, stated] = parts;
  return {
    ...(start === undefined ? {} : { start: Number(start), end: Number(end) }),
    ...(stated === '*' ? {} : { total: Number(stated) }),
  };
}

function badRange(): Error {
  return invalidParameter('Content-Range', 'Failed to parse Content-Range header.', 'badRequest');
}

function gone(status: 404 | 410): Error {
  const message = status === 404 ? 'Not Found' : 'Gone';
  return refusal({ status, reason: status === 404 ? 'notFound' : 'gone', message });
}
