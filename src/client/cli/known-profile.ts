import type { Settings } from '../../settings';
import { CommandError, exitCodes } from './exit-codes';

/** @throws {CommandError} for a credentials profile that ferry.yaml has not, naming those it has. */
export function mustBeKnownProfile({ profiles }: Settings, profile: string | undefined): void {
  if (profile === undefined || profiles.includes(profile)) return;
  const known = profiles.length === 0 ? 'none' : profiles.join(', ');
  throw new CommandError(`There is no profile "${profile}" in ferry.yaml. There are: ${known}.`, exitCodes.usage);
}
