import sharp, { type Sharp } from 'sharp';
import { ApiError, badRequest } from '../api-error';
import type { Asset } from '../store/asset';
import type { Step } from './transformation';

/** A rendered version. */
export interface Rendered {
  bytes: Buffer;
  width?: number;
  height?: number;
}

/** What must be known of an asset to make a version of it. */
type Drawn = Pick<Asset, 'resourceType' | 'format' | 'width' | 'height'>;

const crops: Record<string, 'cover' | 'contain' | 'fill' | 'inside'> = {
  fill: 'cover',
  lfill: 'cover',
  fill_pad: 'cover',
  crop: 'cover',
  thumb: 'cover',
  auto: 'cover',
  pad: 'contain',
  lpad: 'contain',
  mpad: 'contain',
  scale: 'fill',
  fit: 'inside',
  limit: 'inside',
};
const neverLarger = new Set(['limit', 'lfill', 'lpad', 'mpad']);

/** Makes a version of an image with sharp: sizes, crops, angles, quality and format. Effects and overlays do nothing. */
export async function render(content: string | Buffer, asset: Drawn, steps: Step[], format: string): Promise<Rendered> {
  if (asset.resourceType === 'video') return poster(asset, steps, format);
  try {
    const animated = ['gif', 'webp'].includes(asset.format ?? '') && ['gif', 'webp'].includes(format);
    let picture = sharp(content, { animated, failOn: 'none', limitInputPixels: 100_000_000 }).autoOrient();
    let quality: number | undefined;
    for (const step of steps) {
      if (Object.keys(step).some((key) => key !== 'f' && key !== 'q' && key !== 'fl')) {
        picture = sharp(await applyStep(picture, step, asset).png().toBuffer());
      }
      quality = qualityOf(step) ?? quality;
    }
    const { data, info } = await encode(picture, format, quality).toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.pageHeight ?? info.height };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw badRequest(`Invalid image file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function applyStep(picture: Sharp, step: Step, asset: Drawn): Sharp {
  const width = pixels(step.w, asset.width);
  const height = pixels(step.h, asset.height) ?? byRatio(step.ar, width);
  let after = picture;
  if (width !== undefined || height !== undefined) {
    checkPixels(asset, width, height);
    const crop = step.c ?? 'scale';
    after = after.resize({
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
      fit: width === undefined || height === undefined ? 'inside' : (crops[crop] ?? 'inside'),
      withoutEnlargement: neverLarger.has(crop),
      background: { r: 255, g: 255, b: 255, alpha: 1 },
    });
  }
  const angle = Number(step.a);
  if (step.a !== undefined && Number.isFinite(angle)) after = after.rotate(angle);
  if (step.e === 'grayscale') after = after.grayscale();
  return after;
}

const mostMegapixels = 25;

/** Refuses to make pictures larger than the service makes, and larger than this machine would like. */
function checkPixels(asset: Drawn, width: number | undefined, height: number | undefined): void {
  const ratio = (asset.width ?? 1) / (asset.height ?? 1);
  const [w, h] = [width ?? (height ?? 1) * ratio, height ?? (width ?? 1) / ratio];
  const megapixels = (w * h) / 1e6;
  if (megapixels <= mostMegapixels) return;
  const text = `Maximum image size is ${mostMegapixels} Megapixels. Requested ${megapixels.toFixed(2)} Megapixels`;
  throw badRequest(text);
}

/** `w_0.5` is a share of what is there, `w_50` a number of pixels. */
function pixels(text: string | undefined, whole: number | undefined): number | undefined {
  const value = Number(text);
  if (text === undefined || !Number.isFinite(value) || value <= 0) return undefined;
  return value < 1 || text.includes('.') ? Math.max(1, Math.round(value * (whole ?? 1))) : value;
}

function byRatio(ratio: string | undefined, width: number | undefined): number | undefined {
  if (ratio === undefined || width === undefined) return undefined;
  const [a = '', b = '1'] = ratio.split(':');
  const value = Number(a) / Number(b);
  return value > 0 ? Math.round(width / value) : undefined;
}

function qualityOf(step: Step): number | undefined {
  const value = parseInt(step.q ?? '', 10);
  if (Number.isFinite(value)) return Math.min(100, Math.max(1, value));
  return step.q?.startsWith('auto') ? 75 : undefined;
}

function encode(picture: Sharp, format: string, quality: number | undefined): Sharp {
  const options = quality === undefined ? {} : { quality };
  switch (format) {
    case 'jpg':
    case 'jpeg':
      return picture.flatten({ background: '#ffffff' }).jpeg(options);
    case 'png':
      return picture.png();
    case 'webp':
      return picture.webp({ ...options, effort: 1 });
    case 'avif':
      return picture.avif({ ...options, effort: 0 });
    case 'gif':
      return picture.gif();
    case 'tif':
    case 'tiff':
      return picture.tiff(options);
    default:
      throw new Error(`no way to make ${format}`);
  }
}

/** A frame of a video: a grey picture of its size, since nothing here decodes videos. */
async function poster(asset: Drawn, steps: Step[], format: string): Promise<Rendered> {
  const { width = 640, height = 360 } = asset;
  const size = { width: pixels(steps[0]?.w, width) ?? width, height: pixels(steps[0]?.h, height) ?? height };
  const picture = sharp({ create: { ...size, channels: 3, background: '#808080' } });
  return { bytes: await encode(picture, format, undefined).toBuffer(), ...size };
}
