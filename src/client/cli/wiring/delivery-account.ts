import { readCloudinarySettings } from '../../../providers/cloudinary/settings';
import { deliverySigner } from '../../../signing/delivery-signature';
import type { DeliveryPort } from '../tools/tool-ports';
import { profileSetting } from './profile-setting';

/**
 * The account of the settings as far as delivery URLs need it. A secret by itself is enough to sign; without one nothing
 * is wrong as long as nothing is signed.
 */
export function deliveryAccount(profile: string | undefined): DeliveryPort {
  const setting = profileSetting(profile);
  const read = readCloudinarySettings(setting);
  const apiSecret = read.ok ? read.settings.apiSecret : (setting('CLOUDINARY_API_SECRET') ?? setting('API_SECRET'));
  const cloudName = read.ok ? read.settings.cloudName : (setting('CLOUDINARY_CLOUD_NAME') ?? setting('CLOUD_NAME'));
  return { cloudName, sign: apiSecret === undefined ? undefined : deliverySigner({ apiSecret }) };
}
