import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorFacts } from '../../core/error-facts';
import type { SettingsResult } from '../provider';

/** How one Dropbox account is reached. */
export type DropboxCredentials =
  /** An access token as it is: nothing can be had when it ends. */
  | { kind: 'token'; accessToken: string }
  /** A consent that gives access tokens. */
  | { kind: 'consent'; appKey: string; appSecret?: string; refreshToken: string };

/** What is needed to call one Dropbox account. */
export interface DropboxSettings {
  credentials: DropboxCredentials;
  /** Whose account it is, where the sign-in told. */
  who?: string;
  /** Takes the place of all of Dropbox's hosts: a sandbox's address. */
  apiUrl?: string;
  /** Limits are counted by user and app: `dropbox:1f2e3d4c`. */
  quota: string;
}

type Setting = (key: string) => string | undefined;

/** Settings whose presence shows that somebody means to use Dropbox. */
export const dropboxSettingKeys = ['DROPBOX_TOKEN', 'DROPBOX_REFRESH_TOKEN', 'DROPBOX_APP_KEY'];

const signIn = 'Run `ferry auth login dropbox`';
const others =
  'or set DROPBOX_REFRESH_TOKEN with DROPBOX_APP_KEY, or DROPBOX_TOKEN (a token made in the App Console ends after 4 hours).';

/** What `ferry auth login dropbox` keeps in `dropbox.json`. */
const keptSchema = z.object({
  appKey: z.string().min(1),
  appSecret: z.string().min(1).optional(),
  refreshToken: z.string().min(1),
  who: z.string().optional(),
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

/**
 * Reads an account's credentials: `DROPBOX_TOKEN`, or `DROPBOX_REFRESH_TOKEN` with `DROPBOX_APP_KEY` (and
 * `DROPBOX_APP_SECRET`), or what a sign-in has kept.
 */
export function readDropboxSettings(setting: Setting): SettingsResult<DropboxSettings> {
  const apiUrl = setting('DROPBOX_API_URL');
  if (apiUrl !== undefined && !/^https?:\/\/[^/]/i.test(apiUrl)) {
    return problem('DROPBOX_API_URL must be an address like http://127.0.0.1:4010, or be left out.');
  }
  const accessToken = setting('DROPBOX_TOKEN');
  if (accessToken !== undefined) return complete({ kind: 'token', accessToken }, { apiUrl });
  const refreshToken = setting('DROPBOX_REFRESH_TOKEN');
  const appKey = setting('DROPBOX_APP_KEY');
  if (refreshToken !== undefined) {
    if (appKey === undefined) {
      return problem('DROPBOX_REFRESH_TOKEN is set without DROPBOX_APP_KEY: set the key of the app it was given to.');
    }
    const appSecret = setting('DROPBOX_APP_SECRET');
    return complete(
      { kind: 'consent', appKey, refreshToken, ...(appSecret === undefined ? {} : { appSecret }) },
      { apiUrl },
    );
  }
  return readKept(setting, apiUrl);
}

function readKept(setting: Setting, apiUrl: string | undefined): SettingsResult<DropboxSettings> {
  const directory = setting('FERRY_CREDENTIALS_DIR');
  const file = directory === undefined ? undefined : join(directory, 'dropbox.json');
  const text = file === undefined ? undefined : readIfThere(file);
  if (text === undefined) return problem(`Nobody is signed in to Dropbox. ${signIn}, ${others}`);
  const kept = parseKept(text);
  if (kept === undefined) {
    return problem(`${file ?? 'dropbox.json'} does not hold the credentials of a sign-in. ${signIn} again.`);
  }
  const { who, ...credentials } = kept;
  return complete({ kind: 'consent', ...credentials }, { apiUrl, who });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') return undefined;
    throw error;
  }
}

function complete(
  credentials: DropboxCredentials,
  { apiUrl, who }: { apiUrl?: string; who?: string },
): SettingsResult<DropboxSettings> {
  const secret = credentials.kind === 'token' ? credentials.accessToken : credentials.appKey + credentials.refreshToken;
  const quota = `dropbox:${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`;
  return {
    ok: true,
    settings: {
      credentials,
      quota,
      ...(apiUrl === undefined ? {} : { apiUrl: apiUrl.replace(/\/+$/, '') }),
      ...(who === undefined ? {} : { who }),
    },
  };
}

function problem(words: string): { ok: false; problems: string[] } {
  return { ok: false, problems: [words] };
}

/** The account in words for a person: `Dropbox account of ann@example.com`. */
export function serviceOf({ who }: Pick<DropboxSettings, 'who'>): string {
  return who === undefined ? 'Dropbox account' : `Dropbox account of ${who}`;
}
