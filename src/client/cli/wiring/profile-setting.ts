import { loadSettings } from '../../../settings';
import { mustBeKnownProfile } from '../known-profile';

/**
 * Settings out of a credentials profile, or out of all there are when none is named.
 * @throws {CommandError} for a profile that ferry.yaml has not, naming those it has.
 */
export function profileSetting(profile: string | undefined): (key: string) => string | undefined {
  const settings = loadSettings();
  mustBeKnownProfile(settings, profile);
  return (key) => settings.setting(key, profile);
}
