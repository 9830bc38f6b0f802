import { z } from 'zod';
import type { DriveFile } from './drive-file';
import type { PutRequest } from '../provider';
import { ProviderError } from '../provider-error';

/** Where an upload goes: a new file in a folder, or new content of one that is there. */
export type UploadTarget = ({ kind: 'new'; parent: string; name: string } | { kind: 'content'; id: string }) & {
  /** ISO instant that the file shall say it was changed at; absent: that of the upload. */
  modifiedTime?: string;
};

/** What of a request to store something an upload needs. */
export type UploadRequest = Pick<PutRequest, 'path' | 'content' | 'session' | 'onProgress'>;

/** What is sent beside the content: of a new file its id and its place. */
export function metadataOf(target: UploadTarget, id: string): Record<string, unknown> {
  const { modifiedTime } = target;
  return {
    ...(target.kind === 'new' ? { id, name: target.name, parents: [target.parent] } : {}),
    ...(modifiedTime === undefined ? {} : { modifiedTime }),
  };
}

/** What an upload came to. */
export interface Uploaded {
  file: DriveFile;
  /** MD5 of the bytes, where all of them were sent now. */
  sentMd5?: string;
}

const schema = z.object({ id: z.string(), sessionUri: z.string().optional() });

/** What is written down of an upload under way: the id it will have, and where it goes on. */
export type UploadUnderWay = z.output<typeof schema>;

/** Reads what was written down. `undefined`: nothing that can be gone on with. */
export function readUnderWay(text: string): UploadUnderWay | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Compares what Drive has with what it should have. @throws {ProviderError} `Transient` */
export function verify({ md5Checksum, name }: DriveFile, expected: string | undefined): void {
  if (expected === undefined || md5Checksum === undefined || expected === md5Checksum) return;
  throw new ProviderError('Transient', `${name} was damaged on its way to Google Drive; it is sent again.`, {
    service: 'Google Drive',
  });
}
