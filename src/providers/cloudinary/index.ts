import { defineProvider } from '../define-provider';
import { classifyCloudinary } from './classify';
import { CloudinaryClient } from './client';
import { cloudinaryDestination } from './destination';
import { readCloudinarySettings, type CloudinarySettings } from './settings';
import { cloudinarySource } from './source';

/** A Cloudinary account, by the official SDK. */
export const cloudinary = defineProvider<CloudinarySettings>({
  name: 'cloudinary',
  settingKeys: ['CLOUDINARY_CLOUD_NAME', 'CLOUDINARY_URL', 'CLOUD_NAME'],
  readSettings: readCloudinarySettings,
  source: (root, settings, context) =>
    cloudinarySource(root, settings, new CloudinaryClient(settings, context.leaveQuota), context),
  destination: (root, settings, context) =>
    cloudinaryDestination(root, new CloudinaryClient(settings, context.leaveQuota), context),
  classify: (error, settings) => classifyCloudinary(error, settings.cloudName),
});
