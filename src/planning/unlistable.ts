import { ProviderError } from '../providers/provider-error';
import type { AssetPage } from '../providers/provider';

/**
 * A folder that cannot be listed as a failed line of the report, so that the others are listed.
 * @throws the error itself when it is about more than the folder.
 */
export function unlistable(path: string, error: unknown): AssetPage {
  if (!(error instanceof ProviderError) || (error.kind !== 'InvalidAsset' && error.kind !== 'NotFound')) throw error;
  return { entries: [], oddities: [{ path, bytes: 0, verdict: 'failed', reason: error.message }] };
}
