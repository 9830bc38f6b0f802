/**
 * Where assets are read from or put: a provider, optionally the credentials profile to use there, and a root
 * below which every path is relative. Written `work@cloudinary:archive/2024`.
 */
export interface Location {
  /** Name of a registered provider, such as `local` or `cloudinary`. */
  provider: string;
  /** Credentials profile of the settings; absent means the default one. */
  profile?: string;
  /** Absolute directory for `local`, folder path for a service; empty is the top. */
  root: string;
}

/** Writes a location the way people read it: `work@cloudinary:archive/2024`, `local:/photos`. */
export function formatLocation(location: Location): string {
  const profile = location.profile === undefined ? '' : `${location.profile}@`;
  return `${profile}${location.provider}:${location.root}`;
}

/** A location for a person's eyes: without what a root says besides its folder. */
export function showLocation({ root, ...location }: Location): string {
  return formatLocation({ ...location, root: location.provider === 'cloudinary' ? root.replace(/\?.*$/s, '') : root });
}
