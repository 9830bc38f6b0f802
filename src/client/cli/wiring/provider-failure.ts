import { ProviderError } from '../../../providers/provider-error';
import { CommandError, exitCodes } from '../exit-codes';

/** What a failed call of a service is to a command: its words and its exit code. Anything else stays what it is. */
export function asCommandError(error: unknown): unknown {
  return error instanceof ProviderError ? new CommandError(error.message, exitCodeOf(error)) : error;
}

/** The exit code of a service's refusal. */
export function exitCodeOf({ kind }: ProviderError): number {
  if (kind === 'AuthFailed' || kind === 'QuotaExceeded') return exitCodes.credentials;
  return kind === 'RateLimited' || kind === 'Transient' ? exitCodes.unreachable : exitCodes.failed;
}
