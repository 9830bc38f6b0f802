import { XMLParser } from 'flickr-sdk';
import { z } from 'zod';
import { FlickrCallError } from './call-error';
import type { TextAnswer } from './transport';

/** What Flickr says of a photo it has taken. */
export interface Uploaded {
  id: string;
  /** Changes with the content. */
  originalSecret?: string;
}

/** XML as the SDK reads it: attributes are members, text is `_content`. */
const text = z.union([z.string(), z.object({ _content: z.string() }).transform(({ _content }) => _content)]);
const answerSchema = z.union([
  z.object({
    stat: z.literal('ok'),
    photoid: z.object({ _content: z.string(), originalsecret: z.string().optional() }),
  }),
  z.object({
    stat: z.literal('fail'),
    err: z.object({ code: z.coerce.number(), msg: z.string().default(''), duplicate_photo_id: text.optional() }),
  }),
]);

/**
 * Reads the answer to an upload, or to content that took another's place: XML with status 200 also for a refusal.
 * @throws {FlickrCallError}
 */
export async function readUploadAnswer(
  { status: httpStatus, text: xml, retryAfterSeconds }: TextAnswer,
  method: 'upload' | 'replace',
): Promise<Uploaded> {
  const answer = answerSchema.safeParse(await parsed(xml));
  const part = 'upload';
  if (!answer.success || (httpStatus >= 300 && answer.data.stat === 'ok')) {
    const message = 'no data came from the upload';
    throw new FlickrCallError({ message, part, method, httpStatus, isPage: true, retryAfterSeconds });
  }
  if (answer.data.stat === 'ok') {
    const { _content: id, originalsecret: originalSecret } = answer.data.photoid;
    return { id: id.trim(), originalSecret };
  }
  const { code: flickrCode, msg: message, duplicate_photo_id: duplicateId } = answer.data.err;
  throw new FlickrCallError({ message, part, method, httpStatus, flickrCode, duplicateId, retryAfterSeconds });
}

async function parsed(xml: string): Promise<unknown> {
  try {
    return (await new XMLParser().parse(new Response(xml.trim()))) as unknown;
  } catch {
    return undefined; // A page for people: no XML at all.
  }
}
