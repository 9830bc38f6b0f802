/** What an asset is by its content. `other` is anything that is neither picture nor film. */
export type MediaKind = 'image' | 'video' | 'other';

/** Which media a job takes. `auto` takes everything and lets the content decide where it goes. */
export type WantedMedia = 'image' | 'video' | 'raw' | 'auto';

/** The type an asset has at a destination that tells three apart, as Cloudinary does. */
export type ResourceType = 'image' | 'video' | 'raw';

/**
 * The resource type under which content of this kind is stored, or `undefined` when the job does not want it.
 * `raw` takes everything as it is.
 */
export function resourceTypeFor(media: MediaKind, wanted: WantedMedia): ResourceType | undefined {
  switch (wanted) {
    case 'raw':
      return 'raw';
    case 'auto':
      return media === 'other' ? 'raw' : media;
    case 'image':
    case 'video':
      return media === wanted ? wanted : undefined;
  }
}
