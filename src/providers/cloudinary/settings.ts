import type { SettingsResult } from '../provider';

/** What is needed to call one Cloudinary account. */
export interface CloudinarySettings {
  cloudName: string;
  apiKey: string;
  apiSecret: string;
  /** Base of the API; another region's (`https://api-eu.cloudinary.com`) or a sandbox's. */
  uploadPrefix: string;
}

const publicApi = 'https://api.cloudinary.com';
const nextStep =
  'Set CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET (Cloudinary console, Settings, API Keys), or CLOUDINARY_URL, in the environment or in .env.';

/**
 * Reads an account's credentials: the three `CLOUDINARY_*` names, or `CLOUDINARY_URL`, or the short names of older
 * scrapers. The first way that is begun must be complete, or another account might be taken; a URL is complete in itself.
 */
export function readCloudinarySettings(
  setting: (key: string) => string | undefined,
): SettingsResult<CloudinarySettings> {
  const url = setting('CLOUDINARY_URL');
  const fromUrl = url === undefined ? undefined : parseCloudinaryUrl(url);
  // Named even where the three names would do: the SDK reads the variable by itself and refuses to load.
  if (fromUrl?.ok === false) return fromUrl;
  const uploadPrefix = setting('CLOUDINARY_UPLOAD_PREFIX') ?? fromUrl?.settings.uploadPrefix ?? publicApi;
  const long = ['CLOUDINARY_CLOUD_NAME', 'CLOUDINARY_API_KEY', 'CLOUDINARY_API_SECRET'] as const;
  const short = ['CLOUD_NAME', 'API_KEY', 'API_SECRET'] as const;

  const complete = readThree(setting, long);
  if (complete.settings !== undefined) return { ok: true, settings: { ...complete.settings, uploadPrefix } };
  if (fromUrl !== undefined) return { ok: true, settings: { ...fromUrl.settings, uploadPrefix } };
  const old = readThree(setting, short);
  const begun = complete.missing.length < 3 ? complete : old.missing.length < 3 ? old : undefined;
  if (begun?.settings !== undefined) return { ok: true, settings: { ...begun.settings, uploadPrefix } };
  if (begun === undefined) return { ok: false, problems: [`There are no Cloudinary credentials. ${nextStep}`] };
  return {
    ok: false,
    problems: [`Cloudinary credentials are not complete: ${begun.missing.join(', ')} missing. ${nextStep}`],
  };
}

type Three = readonly [string, string, string];

function readThree(
  setting: (key: string) => string | undefined,
  names: Three,
): { settings?: Omit<CloudinarySettings, 'uploadPrefix'>; missing: string[] } {
  const [cloudName, apiKey, apiSecret] = names.map((name) => setting(name));
  const missing = names.filter((name) => setting(name) === undefined);
  if (cloudName === undefined || apiKey === undefined || apiSecret === undefined) return { missing };
  return { settings: { cloudName, apiKey, apiSecret }, missing };
}

/** `cloudinary://key:secret@cloud[?upload_prefix=...]` (Cloudinary Node SDK, "Set required configuration parameters"). */
function parseCloudinaryUrl(text: string): SettingsResult<CloudinarySettings> {
  const malformed = {
    ok: false as const,
    problems: [
      'CLOUDINARY_URL is not of the form cloudinary://API_KEY:API_SECRET@CLOUD_NAME. Copy it from the Cloudinary console, Settings, API Keys.',
    ],
  };
  if (!URL.canParse(text)) return malformed;
  const url = new URL(text);
  if (url.protocol !== 'cloudinary:' || url.hostname === '' || url.username === '' || url.password === '')
    return malformed;
  const [apiKey, apiSecret] = [url.username, url.password].map(decoded);
  if (apiKey === undefined || apiSecret === undefined) return malformed;
  return {
    ok: true,
    settings: {
      cloudName: url.hostname,
      apiKey,
      apiSecret,
      uploadPrefix: url.searchParams.get('upload_prefix') ?? publicApi,
    },
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
