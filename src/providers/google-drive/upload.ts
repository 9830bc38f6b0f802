import type { DriveClient } from './client';
import type { DriveFile } from './drive-file';
import { unlessGone } from './folder-maker';
import type { IdSupply } from './id-supply';
import { uploadInChunks } from './upload-in-chunks';
import {
  readUnderWay,
  verify,
  type Uploaded,
  type UploadRequest,
  type UploadTarget,
  type UploadUnderWay,
} from './upload-target';
import { uploadWhole } from './upload-whole';

/** What is smaller goes in one request (Drive API, "Upload file data", multipart). */
const chunkedFromBytes = 5_000_000;

/**
 * Uploads under an id that is written down before the first byte is sent: a repeat after a crash between the last byte
 * and the record finds the file under its id, and makes no second one.
 */
export class Uploader {
  constructor(
    private readonly client: DriveClient,
    private readonly ids: IdSupply,
  ) {}

  /** @throws {DriveCallError} or what reading the content failed with. */
  async upload(target: UploadTarget, request: UploadRequest, signal: AbortSignal): Promise<Uploaded> {
    const { session, content } = request;
    const kept = await session.find();
    const begun = kept === undefined ? undefined : readUnderWay(kept.uploadId);
    const made = begun === undefined || target.kind === 'content' ? undefined : await this.find(begun, signal);
    if (made !== undefined && !made.trashed) {
      verify(made, content.md5);
      await session.forget();
      return { file: made };
    }
    const id = await this.idFor(target, made === undefined ? begun : undefined, signal);
    const underWay = begun?.id === id ? begun : { id };
    if (content.bytes >= chunkedFromBytes) return uploadInChunks(this.client, { target, underWay, request }, signal);
    if (underWay !== begun) await session.record({ uploadId: JSON.stringify(underWay), nextByte: 0 });
    return uploadWhole(this.client, { target, id, request }, signal);
  }

  /** The file that an earlier attempt made, if it came that far. */
  private find({ id }: UploadUnderWay, signal: AbortSignal): Promise<DriveFile | undefined> {
    return this.client.file(id, signal).catch(unlessGone);
  }

  private async idFor(target: UploadTarget, begun: UploadUnderWay | undefined, signal: AbortSignal): Promise<string> {
    if (target.kind === 'content') return target.id;
    return begun?.id ?? (await this.ids.next(signal));
  }
}
