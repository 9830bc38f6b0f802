import { loadSettings } from '../../../settings';
import { CommandError, exitCodes } from '../exit-codes';

/**
 * Settings out of a credentials profile, or out of all there are when none is named.
 * @throws {CommandError} for a profile that ferry.yaml has not, naming those it has.
 */
export function profileSetting(profile: string | undefined): (key: string) => string | undefined {
  const { profiles, setting } = loadSettings();
  if (profile !== undefined && !profiles.includes(profile)) {
    const known = profiles.length === 0 ? 'none' : profiles.join(', ');
    throw new CommandError(`There is no profile "${profile}" in ferry.yaml. There are: ${known}.`, exitCodes.usage);
  }
  return (key) => setting(key, profile);
}
