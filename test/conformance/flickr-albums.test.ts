import { albumsSuite } from './albums-suite';
import { flickrHarness } from './flickr.harness';

describe('Flickr', () => albumsSuite(flickrHarness.startAlbums));
