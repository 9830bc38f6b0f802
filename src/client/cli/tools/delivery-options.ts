import { InvalidArgumentError } from 'commander';
import { isFormat } from '../../../core/delivery-url';

/** Reads a delivery format: an extension Cloudinary delivers, or `auto`. */
export function readFormat(text: string): string {
  const format = text.trim().toLowerCase().replace(/^\./, '');
  if (format === 'auto' || isFormat(format)) return format;
  throw new InvalidArgumentError(
    `"${text}" is no format Cloudinary delivers. There are jpg, png, webp, avif, gif, auto and more.`,
  );
}

/**
 * Reads a quality as `q_` takes it (Cloudinary, "Transformation URL API reference"): 1 to 100, with chroma subsampling
 * where wished (`80:420`), or `auto` with its level.
 */
export function readQuality(text: string): string {
  const quality = text.trim().toLowerCase();
  const isNumber = /^(?:100|[1-9]\d?)(?::(?:420|444))?$/.test(quality);
  if (isNumber || /^auto(?::(?:best|good|eco|low|sensitive))?$/.test(quality)) return quality;
  throw new InvalidArgumentError(
    `"${text}" is no quality. Write 1 to 100, auto, auto:best, auto:good, auto:eco or auto:low.`,
  );
}
