import { defineProvider } from '../define-provider';
import { flickrAlbums } from './albums';
import { classifyFlickr } from './classify';
import { FlickrClient } from './client';
import { flickrSettingKeys, readFlickrSettings, type FlickrSettings } from './settings';

/** A Flickr account, by the official SDK. */
export const flickr = defineProvider<FlickrSettings>({
  name: 'flickr',
  settingKeys: flickrSettingKeys,
  readSettings: readFlickrSettings,
  albums: (_root, settings, context) => flickrAlbums(new FlickrClient(settings, context)),
  classify: (error, settings) => classifyFlickr(error, settings),
});
