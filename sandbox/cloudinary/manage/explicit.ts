import { missingParameter, notFound } from '../api-error';
import type { Call, CallResult } from '../call';
import { presentUploaded } from '../present/upload-answer';
import { editAsset } from '../store/edit';
import { assetNamed } from '../store/find';
import { eagerAnswer } from '../upload/eager';
import { notify } from '../upload/notify';

/** `POST /:resource_type/explicit`: changes what is known of an asset, moves it, makes eager versions (Cloudinary upload API reference). */
export async function explicit(call: Call): Promise<CallResult> {
  const { account, params } = call;
  if (params.text('type') === undefined) throw missingParameter('type');
  const asset = assetNamed(call);
  if (!asset) throw notFound(params.text('public_id') ?? '');
  const edited = editAsset(account, asset, params);
  const eager = await eagerAnswer(account, edited, params);
  const stored = account.assets.byAssetId(edited.assetId) ?? edited;
  const answer = { ...presentUploaded(account, stored), ...(eager === undefined ? {} : { eager }) };
  notify(account, params, { notification_type: 'explicit', ...answer });
  return answer;
}
