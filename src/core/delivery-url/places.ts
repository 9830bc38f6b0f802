import type { DeliveryForm, DeliveryUrlParts } from './parts';

type Kind = Pick<DeliveryUrlParts, 'resourceType' | 'type'>;

/** The first words of paths that say type and resource type at once, and what they say. */
const words: Record<string, Kind & { form: DeliveryForm }> = {
  images: { resourceType: 'image', type: 'upload', form: 'seo' },
  private_images: { resourceType: 'image', type: 'private', form: 'seo' },
  authenticated_images: { resourceType: 'image', type: 'authenticated', form: 'seo' },
  files: { resourceType: 'raw', type: 'upload', form: 'seo' },
  videos: { resourceType: 'video', type: 'upload', form: 'seo' },
  iu: { resourceType: 'image', type: 'upload', form: 'short' },
};

const types = new Set(
  'upload private authenticated fetch list multi sprite text url2png facebook twitter twitter_name gravatar youtube hulu vimeo animoto worldstarhiphop dailymotion'.split(
    ' ',
  ),
);

/** What the first segments of a path say, and how many of them say it. */
export interface Place extends Kind {
  form: DeliveryForm;
  length: number;
}

/** Reads what kind of thing a path leads to; `isKnownHost` allows the forms that any site may have. */
export function readPlace(segments: string[], { isKnownHost }: { isKnownHost: boolean }): Place | undefined {
  const [first = '', second = ''] = segments;
  if (isResourceType(first) && (isKnownHost ? /^[a-z]\w*$/.test(second) : types.has(second)) && segments.length > 2) {
    return { resourceType: first, type: second, form: second === 'fetch' ? 'fetch' : 'plain', length: 2 };
  }
  if (!isKnownHost) return undefined;
  const word = Object.hasOwn(words, first) ? words[first] : undefined;
  const isLongEnough = segments.length > (word?.form === 'seo' ? 2 : 1);
  if (word !== undefined && isLongEnough) return { ...word, length: 1 };
  return { resourceType: 'image', type: 'upload', form: 'root', length: 0 };
}

/** The segments that say what kind of thing a path leads to. */
export function writePlace({
  resourceType,
  type,
  form,
}: Pick<DeliveryUrlParts, 'resourceType' | 'type' | 'form'>): string[] {
  if (form === 'root') return [];
  if (form === 'plain' || form === 'fetch') return [resourceType, type];
  const word = Object.entries(words).find(
    ([, kind]) => kind.form === form && kind.resourceType === resourceType && kind.type === type,
  );
  return word === undefined ? [resourceType, type] : [word[0]];
}

function isResourceType(text: string): text is DeliveryUrlParts['resourceType'] {
  return text === 'image' || text === 'video' || text === 'raw';
}
