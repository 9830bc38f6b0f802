import { createFlickr } from 'flickr-sdk';
import { isAbort } from '../define-provider';
import { ProviderError } from '../provider-error';
import type { CallOptions, ProviderContext } from '../provider';
import type { Access, SignedIn, SignIn } from '../sign-in';
import { unmetered } from '../unmetered';
import { FlickrCallError } from './call-error';
import { classifyFlickr, service } from './classify';
import { FlickrClient } from './client';
import { parseKept, readApiUrl, readFlickrApp, settingsOf, type FlickrApp, type KeptCredentials } from './settings';
import { redirected, SdkTransport } from './transport';

type Setting = ProviderContext['setting'];

/** What shows the code instead of sending the person back (OAuth 1.0a, 6.1.1). */
const outOfBand = 'oob';
const timeoutMs = 30_000;

/** Signing in to Flickr: OAuth 1.0a (Flickr, "User Authentication"). */
export const flickrSignIn: SignIn = {
  name: 'flickr',
  showsCode: true,
  takenBackAt: 'https://www.flickr.com/services/auth/list.gne',

  async begin({ setting, access, redirectUri }, { signal } = { signal: AbortSignal.timeout(timeoutMs) }) {
    const app = readFlickrApp(setting);
    if (!app.ok) throw new ProviderError('AuthFailed', app.problems.join(' '), { service });
    const apiUrl = apiUrlOf(setting);
    const { oauth } = oauthOf(app.settings, { apiUrl, signal });
    const { requestToken, requestTokenSecret } = await asKnown(oauth.request(redirectUri ?? outOfBand));
    const page = oauth.authorizeUrl(requestToken, access);
    return {
      url: redirected(page, apiUrl),
      state: requestToken,
      cameBackIn: { state: 'oauth_token', code: 'oauth_verifier' },
      finish: (code, options) =>
        finish({ app: app.settings, apiUrl, requestToken, requestTokenSecret, code: code.trim(), access }, options),
    };
  },

  async whoIs(credentials, setting, { signal }) {
    const kept = parseKept(credentials);
    if (kept === undefined) {
      const words = 'The kept Flickr credentials cannot be read. Run `ferry auth login flickr`.';
      throw new ProviderError('AuthFailed', words, { service });
    }
    return (await asKnown(clientOf(kept, apiUrlOf(setting)).whoAmI(signal))).name;
  },

  async revoke() {
    // Flickr has no call for it.
  },
};

interface Finish {
  app: FlickrApp;
  apiUrl: string | undefined;
  requestToken: string;
  requestTokenSecret: string;
  code: string;
  access: Access;
}

async function finish(
  { app, apiUrl, requestToken, requestTokenSecret, code, access }: Finish,
  { signal }: CallOptions,
): Promise<SignedIn> {
  const token = { oauthToken: requestToken, oauthTokenSecret: requestTokenSecret };
  const { oauth } = oauthOf(app, { apiUrl, signal }, token);
  const granted = await asKnown(
    oauth.verify(code).catch((error: unknown) => {
      // The page shows a code in groups; it is taken with what parts them, or without.
      const bare = code.replace(/[\s-]/g, '');
      if (!(error instanceof FlickrCallError) || error.oauthProblem !== 'verifier_invalid' || bare === code)
        throw error;
      return oauth.verify(bare);
    }),
  );
  const who = granted.username === '' ? granted.nsid : granted.username;
  const kept: KeptCredentials = {
    ...app,
    token: granted.oauthToken,
    tokenSecret: granted.oauthTokenSecret,
    nsid: granted.nsid,
    who,
    access,
  };
  return { credentials: JSON.stringify(kept), who };
}

/** The SDK's sign-in. It signs with the token there is so far, which is none before the first answer. */
function oauthOf(
  { apiKey: consumerKey, apiSecret: consumerSecret }: FlickrApp,
  route: { apiUrl: string | undefined; signal: AbortSignal },
  token: { oauthToken: string | false; oauthTokenSecret: string | false } = {
    oauthToken: false,
    oauthTokenSecret: false,
  },
) {
  return createFlickr({ consumerKey, consumerSecret, ...token }, new SdkTransport(route, 'oauth'));
}

function clientOf({ nsid, who, ...kept }: KeptCredentials, apiUrl: string | undefined): FlickrClient {
  const facts = {
    get: async () => undefined,
    set: async () => undefined,
    claim: async (_: string, value: string) => value,
  };
  const context = { meter: unmetered, leaveQuota: 0, factsOf: () => facts };
  return new FlickrClient(settingsOf(kept, { apiUrl, nsid, who }), context);
}

function apiUrlOf(setting: Setting): string | undefined {
  const read = readApiUrl(setting);
  if (read.ok) return read.settings;
  throw new ProviderError('AuthFailed', read.problems.join(' '), { service });
}

async function asKnown<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isAbort(error) || error instanceof ProviderError) throw error;
    throw classifyFlickr(error, { quota: 'flickr', imageQuota: 'flickr-images' });
  }
}
