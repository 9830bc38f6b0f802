import type { Location } from '../core/location';
import type { Albums } from './albums';
import { cloudinary } from './cloudinary';
import type { Provider } from './define-provider';
import { dropbox } from './dropbox';
import { flickr } from './flickr';
import { googleDrive } from './google-drive';
import { local } from './local';
import type { Destination, ProviderContext, Source } from './provider';
import { ProviderError } from './provider-error';

/** Every service ferry knows. A new provider is its folder and a line here. */
export const providers: readonly Provider[] = [local, cloudinary, googleDrive, dropbox, flickr];

/** Finds a provider by name. @throws {ProviderError} naming those there are. */
export function providerNamed(name: string): Provider {
  const provider = providers.find((candidate) => candidate.name === name);
  if (provider === undefined) {
    const known = providers.map((candidate) => candidate.name).join(', ');
    throw new ProviderError('InvalidAsset', `There is no provider "${name}". There are: ${known}.`);
  }
  return provider;
}

/** Opens a location to read from. @throws {ProviderError} `AuthFailed` when its settings are missing. */
export function openSource(location: Location, context: ProviderContext): Source {
  const provider = providerNamed(location.provider);
  if (provider.openSource === undefined) {
    throw new ProviderError('InvalidAsset', `${location.provider} cannot be a source.`);
  }
  return provider.openSource(location.root, context);
}

/** Opens a location to write to. @throws {ProviderError} `AuthFailed` when its settings are missing. */
export function openDestination(location: Location, context: ProviderContext): Destination {
  const provider = providerNamed(location.provider);
  if (provider.openDestination === undefined) {
    throw new ProviderError('InvalidAsset', `${location.provider} cannot be a destination.`);
  }
  return provider.openDestination(location.root, context);
}

/** Opens a service's albums. @throws {ProviderError} `AuthFailed` when its settings are missing. */
export function openAlbums(location: Location, context: ProviderContext): Albums {
  const provider = providerNamed(location.provider);
  if (provider.openAlbums === undefined) {
    throw new ProviderError('InvalidAsset', `${location.provider} has no albums to keep in step.`);
  }
  return provider.openAlbums(location.root, context);
}
