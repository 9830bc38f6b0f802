import { Readable } from 'node:stream';
import type { Piece } from '../../frame/piece';
import type { ReceivedBody } from '../../frame/request-body';
import type { Account } from '../account';
import { badRequest, missingParameter } from '../api-error';
import type { Params } from '../params';
import { fetchRemote } from './remote';

/** The bytes of an upload and the name they came with. */
export interface Source {
  piece: Piece;
  filename: string;
}

/** The file of an upload: a part of the body, a data URI, or a URL the service fetches. */
export async function sourceOfUpload(account: Account, body: ReceivedBody, params: Params): Promise<Source> {
  const part = body.files.find((file) => file.field === 'file');
  if (part) return { piece: part.piece, filename: part.filename ?? 'file' };
  const text = params.text('file') ?? params.text('url');
  if (text === undefined) throw missingParameter('file');
  if (/^data:/i.test(text)) return { piece: await decodeDataUri(account, text), filename: 'file' };
  if (/^(https?|ftp|s3|gs):/i.test(text)) return fetchRemote(account, text, params);
  throw badRequest(`Unsupported source URL: ${text.slice(0, 200)}`);
}

async function decodeDataUri(account: Account, uri: string): Promise<Piece> {
  const comma = uri.indexOf(',');
  if (comma < 0) throw badRequest('Invalid data URI');
  const data = uri.slice(comma + 1);
  const isBase64 = /;base64$/i.test(uri.slice(0, comma).trim());
  const bytes = isBase64 ? Buffer.from(data.replaceAll(' ', '+'), 'base64') : Buffer.from(safeDecode(data), 'latin1');
  return account.spool.take(Readable.from([bytes]));
}

function safeDecode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
