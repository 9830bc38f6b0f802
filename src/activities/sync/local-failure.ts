import { errorFacts } from '../../core/error-facts';
import { classifyLocal } from '../../providers/local/classify';
import { ProviderError } from '../../providers/provider-error';

/** What a call of the local disk failed with, told of the file a person knows and not of a part or a link of it. */
export function localFailure(error: unknown, file: string): unknown {
  if (error instanceof ProviderError) return error;
  const { name, message, code } = errorFacts(error);
  return code === undefined ? error : classifyLocal({ name, message, code, path: file });
}

/** True for a system error with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(errorFacts(error).code ?? '');
}
