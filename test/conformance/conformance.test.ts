import { providers } from '../../src/providers/registry';
import { cloudinaryHarness } from './cloudinary.harness';
import { destinationSuite } from './destination-suite';
import { dropboxHarness } from './dropbox.harness';
import { flickrHarness } from './flickr.harness';
import { googleDriveHarness } from './google-drive.harness';
import { localHarness } from './local.harness';
import { sourceSuite } from './source-suite';

/** A new provider is a harness and a line here. */
const harnesses = [localHarness, cloudinaryHarness, dropboxHarness, googleDriveHarness, flickrHarness];

test('every registered provider has a harness for each of its sides', () => {
  expect(harnesses.map(({ provider }) => provider).sort()).toEqual(providers.map(({ name }) => name).sort());
  for (const { name, openSource, openDestination } of providers) {
    const harness = harnesses.find(({ provider }) => provider === name);
    expect([name, harness?.startSource !== undefined, harness?.startDestination !== undefined]).toEqual([
      name,
      openSource !== undefined,
      openDestination !== undefined,
    ]);
  }
});

describe.each(harnesses)('$provider', ({ startSource, startDestination }) => {
  if (startDestination !== undefined) describe('as a destination', () => destinationSuite(startDestination));
  if (startSource !== undefined) describe('as a source', () => sourceSuite(startSource));
});
