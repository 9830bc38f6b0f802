import { readCloudinarySettings } from '../../../providers/cloudinary/settings';
import { loadSettings } from '../../../settings';
import { deliverySigner } from '../../../signing/delivery-signature';
import { CommandError, exitCodes } from '../exit-codes';
import type { DeliveryPort } from '../tools/tool-ports';

/**
 * The account of the settings as far as delivery URLs need it. A secret by itself is enough to sign; without one nothing
 * is wrong as long as nothing is signed.
 */
export function deliveryAccount(profile: string | undefined): DeliveryPort {
  const settings = loadSettings();
  if (profile !== undefined && !settings.profiles.includes(profile)) {
    const known = settings.profiles.length === 0 ? 'none' : settings.profiles.join(', ');
    throw new CommandError(`There is no profile "${profile}" in ferry.yaml. There are: ${known}.`, exitCodes.usage);
  }
  const setting = (key: string): string | undefined => settings.setting(key, profile);
  const read = readCloudinarySettings(setting);
  const apiSecret = read.ok ? read.settings.apiSecret : (setting('CLOUDINARY_API_SECRET') ?? setting('API_SECRET'));
  const cloudName = read.ok ? read.settings.cloudName : (setting('CLOUDINARY_CLOUD_NAME') ?? setting('CLOUD_NAME'));
  return { cloudName, sign: apiSecret === undefined ? undefined : deliverySigner({ apiSecret }) };
}
