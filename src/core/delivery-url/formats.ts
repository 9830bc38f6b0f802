/** Formats of images that show one picture (Cloudinary, "Supported image formats"). */
const still =
  'jpg jpeg jpe jfif png bmp webp tif tiff svg ico pdf eps ps ept ai psd avif heic heif jp2 j2k jpc jxl jxr wdp hdp arw cr2 cr3 dng nef raf indd djvu tga';
const models = 'glb gltf usdz obj fbx ply u3ma';
/** Formats of videos and of sound, and of lists of their parts ("Supported video formats"). */
const moving = 'gif mp4 webm mov ogv m4v avi mkv flv wmv mpeg mpg 3gp 3g2 ts m2ts mts mxf m3u8 mpd';
const sound = 'mp3 wav ogg aac m4a flac opus aiff aif amr';

const stillFormats = new Set(still.split(' '));
const formats = new Set(`${still} ${models} ${moving} ${sound}`.split(' '));

/** True for what may stand after the dot of a delivery URL as a format; any other ending belongs to the public id. */
export function isFormat(extension: string): boolean {
  return formats.has(extension.toLowerCase());
}

/** True for formats of which a video has one frame only. */
export function isStill(format: string): boolean {
  return stillFormats.has(format.toLowerCase());
}

/** One name for formats that have several. */
export function formatName(format: string): string {
  const name = format.toLowerCase();
  const others: Record<string, string> = { jpeg: 'jpg', jpe: 'jpg', jfif: 'jpg', tif: 'tiff', heif: 'heic' };
  return others[name] ?? name;
}
