import type { Readable } from 'node:stream';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { invalidParameter } from '../api-error';
import { parseMetadata, type Call } from '../call';
import { answerItem } from '../files/present-item';
import { readMetadata, type Metadata } from '../files/write-metadata';
import { readRelated } from './multipart-related';
import { beginSession } from './resumable';
import { storeUpload, uploadTarget } from './store-upload';

/** `POST /upload/drive/v3/files` and `PATCH /upload/drive/v3/files/<id>`, in all three ways to send bytes. */
export async function receiveUpload(call: Call): Promise<Answer> {
  const { exchange, query } = call;
  switch (query.get('uploadType')) {
    case 'resumable':
      return beginSession(call);
    case 'multipart': {
      const parts = await readRelated(exchange.body, exchange.header('content-type') ?? '');
      const metadata = readMetadata(parseMetadata(parts.metadata));
      await exchange.describe({ subject: metadata.name ?? call.params.id, text: parts.metadata });
      return store(call, metadata, parts.contentType, parts.media);
    }
    case 'media': {
      await exchange.describe({ subject: call.params.id });
      return store(call, {}, exchange.header('content-type'), exchange.body as AsyncIterable<Buffer>);
    }
    default:
      throw invalidParameter('uploadType');
  }
}

async function store(
  call: Call,
  metadata: Metadata,
  contentType: string | undefined,
  body: AsyncIterable<Buffer> | Readable,
): Promise<Answer> {
  // Refusals that need no bytes come first, as the service gives them.
  uploadTarget(call, metadata, contentType);
  const piece = await call.account.spool.take(body as AsyncIterable<Buffer>);
  const stored = await storeUpload(call, { metadata, contentType, piece });
  return jsonAnswer(200, answerItem(call, stored));
}
