import type { Call, CallResult } from '../call';

/** `GET /ping` (Cloudinary Admin API reference). */
export function ping(): CallResult {
  return { status: 'ok' };
}

/** `GET /config`, with `settings=true` the folder mode too. */
export function config({ account, params }: Call): CallResult {
  const settings = params.flag('settings') ? { settings: { folder_mode: account.settings.folderMode } } : {};
  return { cloud_name: account.cloudName, created_at: '2024-01-01T00:00:00.000Z', ...settings };
}

/** `GET /usage`: what there is and what one asset may weigh. */
export function usage({ account }: Call): CallResult {
  const { maxBytes } = account.settings;
  const derived = [...account.assets.all()].reduce((sum, asset) => sum + asset.derived.length, 0);
  const amount = (used: number): Record<string, number> => ({ usage: used, credits_usage: 0 });
  return {
    plan: 'Sandbox',
    last_updated: new Date().toISOString().slice(0, 10),
    date_requested: new Date().toISOString(),
    transformations: amount(derived),
    objects: { usage: account.assets.size },
    bandwidth: amount(0),
    storage: amount(account.assets.bytes),
    credits: { usage: 0, limit: 225, used_percent: 0 },
    impressions: amount(0),
    seconds_delivered: amount(0),
    requests: account.assets.size,
    resources: account.assets.size,
    derived_resources: derived,
    media_limits: {
      image_max_size_bytes: maxBytes.image,
      video_max_size_bytes: maxBytes.video,
      raw_max_size_bytes: maxBytes.raw,
      image_max_px: 25_000_000,
      asset_max_total_px: 50_000_000,
    },
  };
}
