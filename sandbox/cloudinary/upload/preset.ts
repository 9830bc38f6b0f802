import type { JsonValue } from '../../frame/json';

/** A named set of upload parameters (Cloudinary Admin API reference, upload presets). */
export interface UploadPreset {
  name: string;
  unsigned: boolean;
  settings: Record<string, JsonValue>;
}

/** The presets a new account has here. */
export const predefinedPresets: readonly UploadPreset[] = [
  { name: 'ml_default', unsigned: false, settings: {} },
  { name: 'ferry_unsigned', unsigned: true, settings: {} },
  { name: 'ferry_signed', unsigned: false, settings: { tags: 'ferry' } },
  { name: 'ferry_unsigned_named', unsigned: true, settings: { use_filename: true, unique_filename: false } },
];
