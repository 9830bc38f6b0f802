import { randomBytes } from 'node:crypto';
import { DropboxAuth } from 'dropbox';
import { isAbort } from '../define-provider';
import { ProviderError } from '../provider-error';
import type { CallOptions, ProviderContext } from '../provider';
import type { Access, SignedIn, SignIn } from '../sign-in';
import { callErrorOf } from './call-error';
import { classifyDropbox } from './classify';
import { DropboxClient } from './client';
import { parseKept, readDropboxSettings, type DropboxSettings, type KeptCredentials } from './settings';
import { fetchVia } from './transport';

type Setting = ProviderContext['setting'];

/** Dropbox sends back only to an address that is registered for the app, port and all (App Console, Redirect URIs). */
const loopbackPort = 53684;

const reading = ['account_info.read', 'files.metadata.read', 'files.content.read', 'sharing.read'];
const writing = [
  'account_info.read',
  'files.metadata.read',
  'files.content.read',
  'files.content.write',
  'sharing.read',
];
/** Who may write may delete (Dropbox, "Scopes"). */
const scopes: Record<Access, string[]> = { read: reading, write: writing, delete: writing };

/** Signing in to Dropbox: OAuth 2 with PKCE, so that no app secret is needed (Dropbox developers, "OAuth Guide"). */
export const dropboxSignIn: SignIn = {
  name: 'dropbox',
  loopbackPort,
  showsCode: true,

  async begin({ setting, access, redirectUri }) {
    const appKey = setting('DROPBOX_APP_KEY');
    if (appKey === undefined) {
      throw new ProviderError(
        'AuthFailed',
        `DROPBOX_APP_KEY is not set. Make an app at https://www.dropbox.com/developers/apps (scoped access), tick ${scopes[access].join(', ')} on its Permissions tab, register http://127.0.0.1:${loopbackPort}/ as a redirect URI, and set its App key.`,
        { service: 'Dropbox' },
      );
    }
    const state = randomBytes(16).toString('hex');
    const auth = new DropboxAuth({ clientId: appKey });
    // The SDK does not encode what it puts into the address (dropbox 10.34, `auth.js`).
    const back = redirectUri === undefined ? '' : encodeURIComponent(redirectUri);
    const asked = await auth.getAuthenticationUrl(back, state, 'code', 'offline', scopes[access], 'none', true);
    const verifier = auth.getCodeVerifier();
    const page = new URL(String(asked));
    const apiUrl = setting('DROPBOX_API_URL')?.replace(/\/+$/, '');
    return {
      url: apiUrl === undefined ? page.href : apiUrl + page.pathname + page.search,
      state,
      finish: (code, options) => finish({ appKey, verifier, code, redirectUri, setting }, options),
    };
  },

  async whoIs(credentials, setting, { signal }) {
    return withAccount(credentials, setting, (client) => whoIs(client, signal));
  },

  async revoke(credentials, setting, { signal }) {
    await withAccount(credentials, setting, (client) => client.rpc((sdk) => sdk.authTokenRevoke(), signal));
  },
};

interface Finish {
  appKey: string;
  verifier: string;
  code: string;
  redirectUri: string | undefined;
  setting: Setting;
}

async function finish(
  { appKey, verifier, code, redirectUri, setting }: Finish,
  { signal }: CallOptions,
): Promise<SignedIn> {
  const apiUrl = setting('DROPBOX_API_URL')?.replace(/\/+$/, '');
  const auth = new DropboxAuth({ clientId: appKey, fetch: fetchVia(apiUrl, signal) });
  auth.setCodeVerifier(verifier);
  const back = redirectUri === undefined ? '' : encodeURIComponent(redirectUri);
  const answer = await auth.getAccessTokenFromCode(back, encodeURIComponent(code.trim())).catch((error: unknown) => {
    if (isAbort(error)) throw error;
    const refusal = callErrorOf(error);
    if (!refusal.is('invalid_grant')) throw classifyDropbox(refusal, { quota: 'dropbox' });
    const words = 'Dropbox does not take this code: it was mistyped, used before, or is too old. Sign in again.';
    throw new ProviderError('AuthFailed', words, { service: 'Dropbox' });
  });
  const { refresh_token: refreshToken } = answer.result as { refresh_token?: string };
  if (refreshToken === undefined) {
    throw new ProviderError('AuthFailed', 'Dropbox gave no lasting consent. Sign in again.', { service: 'Dropbox' });
  }
  const kept: KeptCredentials = { appKey, refreshToken };
  const who = await withAccount(JSON.stringify(kept), setting, (client) => whoIs(client, signal));
  return { credentials: JSON.stringify({ ...kept, who }), who };
}

async function whoIs(client: DropboxClient, signal: AbortSignal): Promise<string> {
  return (await client.rpc((sdk) => sdk.usersGetCurrentAccount(), signal)).result.email;
}

/** Calls with kept credentials, whatever else the settings hold. */
async function withAccount<T>(
  credentials: string,
  setting: Setting,
  call: (client: DropboxClient) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(credentials, setting);
  try {
    return await call(new DropboxClient(settings));
  } catch (error) {
    throw isAbort(error) || error instanceof ProviderError ? error : classifyDropbox(error, settings);
  }
}

function settingsOf(credentials: string, setting: Setting): DropboxSettings {
  const kept = parseKept(credentials);
  const found: Record<string, string | undefined> = {
    DROPBOX_REFRESH_TOKEN: kept?.refreshToken,
    DROPBOX_APP_KEY: kept?.appKey,
    DROPBOX_APP_SECRET: kept?.appSecret,
    DROPBOX_API_URL: setting('DROPBOX_API_URL'),
  };
  const read = readDropboxSettings((key) => found[key]);
  if (read.ok) return read.settings;
  throw new ProviderError('AuthFailed', 'The kept Dropbox credentials cannot be read. Run `ferry auth login dropbox`.');
}
