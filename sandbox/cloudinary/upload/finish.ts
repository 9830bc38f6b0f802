import type { Account } from '../account';
import type { Params } from '../params';
import { presentUploaded } from '../present/upload-answer';
import { accept, judge, type Accepted, type Candidate } from './accept';
import { batchId } from './chunk';
import { checkEager, eagerAnswer } from './eager';
import { applyIncoming } from './incoming';
import { notify } from './notify';
import type { Source } from './source';

/** An upload whose caller is known. */
export interface Upload {
  account: Account;
  /** `image`, `video`, `raw` or `auto`. */
  asked: string;
  params: Params;
  mayOverwrite: boolean;
}

/** From bytes to an asset and its answer. `describe` is told the public id before anything happens. */
export async function finishUpload(
  task: Upload,
  source: Source,
  describe: (publicId: string) => Promise<void>,
): Promise<Record<string, unknown>> {
  const { account, params } = task;
  const judged = await judge(account, task.asked, source, params);
  checkEager(account, params);
  const candidate = await applyIncoming(account, judged, params);
  await describe(candidate.naming.publicId);
  const accepted = await accept(account, candidate, params, task.mayOverwrite);
  const answer = await answerFor(task, accepted);
  await account.assets.settle();
  notify(account, params, { notification_type: 'upload', ...answer });
  return params.flag('async') ? pendingAnswer(candidate) : answer;
}

async function answerFor({ account, params }: Upload, accepted: Accepted): Promise<Record<string, unknown>> {
  const { asset, existing, overwritten } = accepted;
  if (existing) return { ...presentUploaded(account, asset), existing: true };
  const eager = await eagerAnswer(account, asset, params);
  const stored = account.assets.byAssetId(asset.assetId) ?? asset;
  return {
    ...presentUploaded(account, stored),
    ...(overwritten ? { overwritten: true } : {}),
    ...(eager === undefined ? {} : { eager }),
  };
}

/** `async=true` answers at once; the result goes to the notification URL (Cloudinary upload API reference, async). */
function pendingAnswer({ naming, resourceType, type }: Candidate): Record<string, unknown> {
  return {
    status: 'pending',
    resource_type: resourceType,
    type,
    public_id: naming.publicId,
    batch_id: batchId(`${naming.publicId} ${Date.now()}`),
  };
}
