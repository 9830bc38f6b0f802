import { defineProvider } from '../define-provider';
import { flickrAlbums } from './albums';
import { classifyFlickr } from './classify';
import { FlickrClient } from './client';
import { flickrDestination } from './destination';
import { flickrSettingKeys, readFlickrSettings, type FlickrSettings } from './settings';
import { flickrSource } from './source';

/** A Flickr account, by the official SDK. */
export const flickr = defineProvider<FlickrSettings>({
  name: 'flickr',
  settingKeys: flickrSettingKeys,
  readSettings: readFlickrSettings,
  source: (root, settings, context) => flickrSource(root, new FlickrClient(settings, context)),
  destination: (_root, settings, context) => flickrDestination(new FlickrClient(settings, context)),
  albums: (_root, settings, context) => flickrAlbums(new FlickrClient(settings, context)),
  classify: (error, settings) => classifyFlickr(error, settings),
});
