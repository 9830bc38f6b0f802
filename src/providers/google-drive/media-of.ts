import type { Asset } from '../../core/asset';
import { mediaByName } from '../../core/media-by-name';
import { imageFormats } from '../../images/format-names';

/** What programs without a better word send. */
const silentTypes = new Set(['', 'application/octet-stream']);

/** What a file is, by the type Drive knows it under, and by its name where that says nothing. */
export function mediaOf({ mimeType, name }: { mimeType: string; name: string }): Pick<Asset, 'media' | 'format'> {
  const type = mimeType.toLowerCase();
  if (silentTypes.has(type)) return mediaByName(name);
  const image = type === 'image/svg+xml' ? 'svg' : imageFormats.get(type);
  if (image !== undefined) return { media: 'image', format: image };
  const [kind = '', subtype = ''] = type.split('/');
  if (kind === 'video' || kind === 'audio') {
    const named = mediaByName(name);
    const format = named.media === 'video' ? named.format : subtype === 'quicktime' ? 'mov' : subtype;
    return { media: 'video', format };
  }
  return { media: 'other', format: kind === 'image' ? `${subtype} image, which is not taken` : type };
}
