import type { Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import type { JsonObject } from '../../frame/json';
import { MalformedBody, type ReceivedFile } from '../../frame/request-body';
import { identify, requirePermission } from '../access/identify';
import { firstValues, readSignedRequest, type SignedRequest } from '../access/signed-request';
import type { Account } from '../account';
import { ApiError } from '../api-error';
import { tooManyRequests } from '../pages';
import { bodyText } from '../rest/answer-rest';
import { xmlAnswer } from '../rest/format';
import { refusalXml, toXml } from '../rest/to-xml';
import { refused } from './refuse';
import { replacePhoto } from './replace-photo';
import { uploadPhoto } from './upload-photo';

/** An upload as it came, with the file that it is about. */
export interface Upload {
  account: Account;
  values: ReadonlyMap<string, string>;
  file: ReceivedFile;
}

/** Answers `/services/upload` and `/services/replace`, in XML with HTTP 200 whatever comes of it. */
export async function answerUpload(account: Account, exchange: Exchange, kind: 'upload' | 'replace'): Promise<Answer> {
  account.context.log.enterLane('flickr', 'upload', exchange);
  try {
    return await take(account, exchange, kind);
  } catch (error) {
    if (error instanceof ApiError) return xmlAnswer(refusalXml(error.code, error.message, error.more));
    if (!(error instanceof MalformedBody)) throw error;
    const { code, message } = refused.failure();
    return xmlAnswer(refusalXml(code, message));
  }
}

async function take(account: Account, exchange: Exchange, kind: 'upload' | 'replace'): Promise<Answer> {
  const request = await readSignedRequest(exchange, account.spool);
  const [file, ...others] = request.files;
  for (const { piece } of others) await account.spool.drop(piece);
  let isTaken = false;
  try {
    const values = firstValues(request.parameters);
    const subject = values.get('photo_id') ?? values.get('title') ?? file?.filename;
    await exchange.describe({ ...(subject === undefined ? {} : { subject }), text: bodyText(request.parameters) });
    if (!account.calls.take()) return tooManyRequests();
    checkCaller(account, request);
    if (file?.field !== 'photo') throw refused.noPhoto();
    isTaken = true;
    const upload = { account, values, file };
    const result: JsonObject = await (kind === 'upload' ? uploadPhoto(upload) : replacePhoto(upload));
    await account.settle();
    return xmlAnswer(toXml(result));
  } finally {
    if (file && !isTaken) await account.spool.drop(file.piece);
  }
}

function checkCaller(account: Account, request: SignedRequest): void {
  requirePermission(identify(account, request), 'write');
  const { capacityWaitSeconds } = account.settings;
  if (capacityWaitSeconds !== null) throw refused.capacity(capacityWaitSeconds);
}
