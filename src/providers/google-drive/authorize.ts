import { gaxios, JWT, OAuth2Client } from 'google-auth-library';
import type { GoogleCredentials, GoogleDriveSettings, GoogleProgram } from './settings';

type Transporter = InstanceType<typeof gaxios.Gaxios>;

/** Google's own hosts, all of which a sandbox stands for. */
const googleHosts = /(^|\.)google(apis|usercontent)?\.com$/i;

/**
 * What sends requests to Google. With an `apiUrl` every request to a host of Google's goes there: a setting of the SDK's
 * own reaches neither tokens nor uploads (googleapis 178).
 */
export function transporterTo(apiUrl: string | undefined): Transporter {
  const transporter = new gaxios.Gaxios();
  if (apiUrl === undefined) return transporter;
  transporter.interceptors.request.add({
    resolved: (config) => {
      const url = new URL(config.url);
      if (googleHosts.test(url.hostname)) config.url = new URL(`${url.pathname}${url.search}`, apiUrl);
      return Promise.resolve(config);
    },
  });
  return transporter;
}

/** An account that can be used: the SDK gets access tokens by itself, and this makes it get another. */
export interface Authorized {
  auth: OAuth2Client;
  /** The access token was refused before its time: the next call gets a new one. */
  renew(): void;
}

/** Opens an account with as little permission as its use needs. */
export function authorize(
  { credentials, apiUrl }: Pick<GoogleDriveSettings, 'credentials' | 'apiUrl'>,
  scopes: string[],
): Authorized {
  const transporter = transporterTo(apiUrl);
  return credentials.kind === 'service-account'
    ? serviceAccount(credentials, scopes, transporter)
    : user(credentials, transporter);
}

/** A client for a person who signs in now. */
export function programClient(
  { clientId, clientSecret }: GoogleProgram,
  apiUrl: string | undefined,
  redirectUri: string,
): OAuth2Client {
  return new OAuth2Client({ clientId, clientSecret, redirectUri, transporter: transporterTo(apiUrl) });
}

function serviceAccount(
  { clientEmail, privateKey }: Extract<GoogleCredentials, { kind: 'service-account' }>,
  scopes: string[],
  transporter: Transporter,
): Authorized {
  const auth = new JWT({ email: clientEmail, key: privateKey, scopes, transporter });
  return {
    auth,
    renew: () => {
      // The token is remembered in two places (google-auth-library 10.5, `jwtclient.ts`).
      auth.gtoken = undefined;
      auth.setCredentials({ refresh_token: 'jwt-placeholder', expiry_date: 1 });
    },
  };
}

function user(
  { clientId, clientSecret, refreshToken }: Extract<GoogleCredentials, { kind: 'user' }>,
  transporter: Transporter,
): Authorized {
  const auth = new OAuth2Client({ clientId, clientSecret, transporter });
  const renew = (): void => auth.setCredentials({ refresh_token: refreshToken });
  renew();
  return { auth, renew };
}
