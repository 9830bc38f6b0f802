import { randomBytes } from 'node:crypto';
import { refusal } from './call-error';
import type { DriveClient } from './client';
import { ContentPart, freshHash } from './content-part';
import { driveFile, fileFields } from './drive-file';
import { contentTypeOf } from './content-type';
import { metadataOf, verify, type Uploaded, type UploadRequest, type UploadTarget } from './upload-target';

interface WholeUpload {
  target: UploadTarget;
  /** The id the file gets, or has. */
  id: string;
  request: UploadRequest;
}

/**
 * Uploads metadata and content in one `multipart/related` request (Drive API, "Perform a multipart upload").
 * @throws {DriveCallError} 409 when the id has a file already, which is one that somebody has thrown away.
 */
export async function uploadWhole(
  client: DriveClient,
  { target, id, request }: WholeUpload,
  signal: AbortSignal,
): Promise<Uploaded> {
  const { content, session } = request;
  const isNew = target.kind === 'new';
  const boundary = `ferry-${randomBytes(16).toString('hex')}`;
  const metadata = JSON.stringify(metadataOf(target, id));
  const before =
    `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${metadata}\r\n` +
    `--${boundary}\r\ncontent-type: ${contentTypeOf(request.path)}\r\n\r\n`;
  const after = `\r\n--${boundary}--\r\n`;
  const part = new ContentPart(request, 0, content.bytes, freshHash());
  const query = `uploadType=multipart&supportsAllDrives=true&fields=${encodeURIComponent(fileFields)}`;
  try {
    const answer = await client.request(
      {
        method: isNew ? 'POST' : 'PATCH',
        url: client.uploadUrl(isNew ? `?${query}` : `/${id}?${query}`),
        headers: {
          'content-type': `multipart/related; boundary=${boundary}`,
          'content-length': String(Buffer.byteLength(before) + content.bytes + Buffer.byteLength(after)),
        },
        body: () => part.open({ before, after }),
      },
      signal,
    );
    if (answer.status !== 200 && answer.status !== 201) throw refusal(answer.status, answer.body);
    const file = driveFile(typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body);
    await session.forget();
    const sentMd5 = part.hashed?.digest('hex');
    verify(file, sentMd5);
    return { file, sentMd5 };
  } catch (error) {
    throw part.failed ?? error;
  } finally {
    part.close();
  }
}
