import { defineProvider } from '../define-provider';
import { classifyDropbox } from './classify';
import { DropboxClient } from './client';
import { dropboxDestination } from './destination';
import { dropboxSettingKeys, readDropboxSettings, type DropboxSettings } from './settings';
import { dropboxSource } from './source';

/** A Dropbox account, or a folder somebody shared by a link, by the official SDK. */
export const dropbox = defineProvider<DropboxSettings>({
  name: 'dropbox',
  settingKeys: dropboxSettingKeys,
  readSettings: readDropboxSettings,
  source: (root, settings) => dropboxSource(root, new DropboxClient(settings)),
  destination: (root, settings) => dropboxDestination(root, new DropboxClient(settings)),
  classify: (error, settings) => classifyDropbox(error, settings),
});
