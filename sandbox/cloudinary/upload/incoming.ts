import { Readable } from 'node:stream';
import type { Account } from '../account';
import { render } from '../delivery/render';
import { parseSteps } from '../delivery/transformation';
import type { Params } from '../params';
import type { Candidate } from './accept';

/**
 * What is stored of an image that is to be changed on its way in: `transformation` and `format` are applied before anything
 * is kept, and one that cannot be refuses the upload (Cloudinary upload API reference, incoming transformations).
 */
export async function applyIncoming(account: Account, candidate: Candidate, params: Params): Promise<Candidate> {
  const transformation = params.text('transformation') ?? '';
  const steps = parseSteps(account, transformation);
  const { source, kind, resourceType } = candidate;
  const format = params.text('format') ?? kind.format ?? '';
  const isUnchanged = steps.length === 0 && format === kind.format;
  if (resourceType !== 'image' || isUnchanged || kind.format === 'svg') return candidate;
  const { content } = source.piece;
  const facts = { resourceType, format: kind.format, width: kind.width, height: kind.height };
  const made = await render('path' in content ? content.path : content.buffer, facts, steps, format);
  await account.spool.drop(source.piece);
  const piece = await account.spool.take(Readable.from([made.bytes]));
  return {
    ...candidate,
    source: { ...source, piece },
    kind: { ...kind, format, width: made.width, height: made.height },
  };
}
