import { defineProvider } from '../define-provider';
import { googleDriveAlbums } from './albums';
import { classifyGoogleDrive } from './classify';
import { DriveClient, readScope, writeScope } from './client';
import { googleDriveDestination } from './destination';
import { readGoogleDriveSettings, type GoogleDriveSettings } from './settings';
import { googleDriveSource } from './source';

/** Google Drive with its Shared Drives, by the official SDK: for a service account, or a person who has signed in. */
export const googleDrive = defineProvider<GoogleDriveSettings>({
  name: 'google-drive',
  settingKeys: ['GOOGLE_DRIVE_CREDENTIALS_FILE'],
  readSettings: readGoogleDriveSettings,
  source: (root, settings) => googleDriveSource(root, new DriveClient(settings, readScope)),
  destination: (root, settings, context) =>
    googleDriveDestination(
      root,
      new DriveClient(settings, writeScope),
      context.factsOf(`google-drive:${settings.who}`),
    ),
  albums: (root, settings, context) =>
    googleDriveAlbums(root, new DriveClient(settings, writeScope), context.factsOf(`google-drive:${settings.who}`)),
  classify: classifyGoogleDrive,
});
