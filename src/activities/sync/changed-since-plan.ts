import { ProviderError } from '../../providers/provider-error';

/** The refusal of a step: what it is about is no longer as the plan saw it. */
export function changedSincePlan(what: string): ProviderError {
  return new ProviderError('Conflict', `${what} was changed after the plan was made. The next sync looks at it anew.`);
}
