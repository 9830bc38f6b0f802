import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorFacts } from '../../core/error-facts';
import type { SettingsResult } from '../provider';

/** The app as it is registered at Flickr ("The App Garden"). */
export interface FlickrApp {
  apiKey: string;
  apiSecret: string;
}

/** What is needed to call Flickr for one account. */
export interface FlickrSettings extends FlickrApp {
  token: string;
  tokenSecret: string;
  /** Flickr's id of the account, `12345678@N00`, where it is known without asking. */
  nsid?: string;
  /** Whose account it is, for a person, where the sign-in told. */
  who?: string;
  /** Takes the place of all of Flickr's hosts: a sandbox's address. */
  apiUrl?: string;
  /** Names the account in keys: its id, or eight digits that stand for the token. */
  account: string;
  /** Calls that the key has in an hour, where Flickr has granted it another number than it grants to all. */
  callsPerHour?: number;
  /** Calls are counted by key, over all who use it: `flickr:1f2e3d4c`. */
  quota: string;
  /** Downloads of originals are counted apart: `flickr-images:1f2e3d4c`. */
  imageQuota: string;
}

type Setting = (key: string) => string | undefined;

/** Settings whose presence shows that somebody means to use Flickr. */
export const flickrSettingKeys = ['FLICKR_API_KEY', 'FLICKR_OAUTH_TOKEN'];

const signIn = 'Run `ferry auth login flickr`';
const keyPage = 'https://www.flickr.com/services/apps/create/';

/** What `ferry auth login flickr` keeps in `flickr.json`: all that is needed, so that the token never meets another key. */
const keptSchema = z.object({
  apiKey: z.string().min(1),
  apiSecret: z.string().min(1),
  token: z.string().min(1),
  tokenSecret: z.string().min(1),
  nsid: z.string().min(1),
  who: z.string().optional(),
  access: z.enum(['read', 'write', 'delete']).optional(),
});

/** Credentials as a sign-in keeps them. */
export type KeptCredentials = z.infer<typeof keptSchema>;

/** Reads credentials a sign-in has kept; `undefined`: the text is none. */
export function parseKept(text: string): KeptCredentials | undefined {
  try {
    return keptSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (errorFacts(error).name === 'SyntaxError') return undefined;
    throw error;
  }
}

/** Reads the app for a sign-in: `FLICKR_API_KEY` and `FLICKR_API_SECRET`. */
export function readFlickrApp(setting: Setting): SettingsResult<FlickrApp> {
  const apiKey = setting('FLICKR_API_KEY');
  const apiSecret = setting('FLICKR_API_SECRET');
  if (apiKey !== undefined && apiSecret !== undefined) return { ok: true, settings: { apiKey, apiSecret } };
  const missing = [
    ...(apiKey === undefined ? ['FLICKR_API_KEY'] : []),
    ...(apiSecret === undefined ? ['FLICKR_API_SECRET'] : []),
  ];
  return problem(
    `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set. Apply for a key at ${keyPage} and set its Key and its Secret.`,
  );
}

/** Where all of Flickr's hosts are, when it is not Flickr: a sandbox. */
export function readApiUrl(setting: Setting): SettingsResult<string | undefined> {
  const apiUrl = setting('FLICKR_API_URL');
  if (apiUrl !== undefined && !/^https?:\/\/[^/]/i.test(apiUrl)) {
    return problem('FLICKR_API_URL must be an address like http://127.0.0.1:4010, or be left out.');
  }
  return { ok: true, settings: apiUrl?.replace(/\/+$/, '') };
}

/**
 * Reads an account's credentials: `FLICKR_OAUTH_TOKEN` and `FLICKR_OAUTH_TOKEN_SECRET` (with `FLICKR_USER_ID` where it is
 * known) beside the key, or what a sign-in has kept.
 */
export function readFlickrSettings(setting: Setting): SettingsResult<FlickrSettings> {
  const read = readAccount(setting);
  const calls = setting('FLICKR_CALLS_PER_HOUR');
  if (!read.ok || calls === undefined) return read;
  if (!/^[1-9]\d{0,8}$/.test(calls)) return problem(`FLICKR_CALLS_PER_HOUR must be a whole number, not "${calls}".`);
  return { ok: true, settings: { ...read.settings, callsPerHour: Number(calls) } };
}

function readAccount(setting: Setting): SettingsResult<FlickrSettings> {
  const apiUrl = readApiUrl(setting);
  if (!apiUrl.ok) return apiUrl;
  const token = setting('FLICKR_OAUTH_TOKEN');
  const tokenSecret = setting('FLICKR_OAUTH_TOKEN_SECRET');
  if (token === undefined && tokenSecret === undefined) return readKept(setting, apiUrl.settings);
  if (token === undefined || tokenSecret === undefined) {
    const [there, missing] =
      token === undefined
        ? ['FLICKR_OAUTH_TOKEN_SECRET', 'FLICKR_OAUTH_TOKEN']
        : ['FLICKR_OAUTH_TOKEN', 'FLICKR_OAUTH_TOKEN_SECRET'];
    return problem(`${there} is set without ${missing}: they belong together. ${signIn}, or set both.`);
  }
  const app = readFlickrApp(setting);
  if (!app.ok) return app;
  return complete(
    { ...app.settings, token, tokenSecret },
    { apiUrl: apiUrl.settings, nsid: setting('FLICKR_USER_ID') },
  );
}

function readKept(setting: Setting, apiUrl: string | undefined): SettingsResult<FlickrSettings> {
  const directory = setting('FERRY_CREDENTIALS_DIR');
  const file = directory === undefined ? undefined : join(directory, 'flickr.json');
  const text = file === undefined ? undefined : readIfThere(file);
  if (text === undefined) {
    const app = readFlickrApp(setting);
    const first = app.ok ? '' : ` ${app.problems.join(' ')}`;
    return problem(`Nobody is signed in to Flickr.${first} ${signIn}.`);
  }
  const kept = parseKept(text);
  if (kept === undefined) {
    return problem(`${file ?? 'flickr.json'} does not hold the credentials of a sign-in. ${signIn} again.`);
  }
  const { nsid, who, apiKey, apiSecret, token, tokenSecret } = kept;
  return complete({ apiKey, apiSecret, token, tokenSecret }, { apiUrl, nsid, who });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts settings together out of what is known. */
export function settingsOf(
  credentials: Pick<FlickrSettings, 'apiKey' | 'apiSecret' | 'token' | 'tokenSecret'>,
  { apiUrl, nsid, who }: Pick<FlickrSettings, 'apiUrl' | 'nsid' | 'who'>,
): FlickrSettings {
  const key = digitsOf(credentials.apiKey);
  return {
    ...credentials,
    account: nsid ?? digitsOf(credentials.token),
    quota: `flickr:${key}`,
    imageQuota: `flickr-images:${key}`,
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(nsid === undefined ? {} : { nsid }),
    ...(who === undefined ? {} : { who }),
  };
}

function complete(...parts: Parameters<typeof settingsOf>): SettingsResult<FlickrSettings> {
  return { ok: true, settings: settingsOf(...parts) };
}

/** Eight digits that stand for a secret without telling it. */
function digitsOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}

function problem(words: string): { ok: false; problems: string[] } {
  return { ok: false, problems: [words] };
}
