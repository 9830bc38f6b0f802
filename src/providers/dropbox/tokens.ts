import { DropboxAuth } from 'dropbox';
import { callErrorOf } from './call-error';
import type { DropboxSettings } from './settings';
import { fetchVia, type Fetch } from './transport';

/** Tokens that live for less than this are renewed first, as the SDK does. */
const tooShortMs = 5 * 60_000;
const renewTimeoutMs = 30_000;

/** The access token of an account; renewed once for all who wait for it. */
export class AccessTokens {
  readonly auth: DropboxAuth;
  private renewing: Promise<void> | undefined;

  constructor(private readonly settings: DropboxSettings) {
    const { credentials, apiUrl } = settings;
    const fetch: Fetch = (url, init) => fetchVia(apiUrl, AbortSignal.timeout(renewTimeoutMs))(url, init);
    this.auth =
      credentials.kind === 'token'
        ? new DropboxAuth({ accessToken: credentials.accessToken, fetch })
        : new DropboxAuth({
            clientId: credentials.appKey,
            clientSecret: credentials.appSecret,
            refreshToken: credentials.refreshToken,
            fetch,
          });
  }

  /** A token that lives for a while yet. @throws {DropboxCallError} when no new one can be had. */
  async current(): Promise<string> {
    const { auth } = this;
    const token = auth.getAccessToken();
    if (this.settings.credentials.kind === 'token') return token;
    // Undefined before the first renewal, whatever the SDK's types say.
    const endsAt = auth.getAccessTokenExpiresAt() as Date | undefined;
    if (token !== undefined && endsAt !== undefined && endsAt.getTime() - Date.now() > tooShortMs) return token;
    return this.renew(token);
  }

  /** Another token in place of one that has ended; `undefined` when this account has no other. */
  async inPlaceOf(ended: string): Promise<string | undefined> {
    return this.settings.credentials.kind === 'token' ? undefined : this.renew(ended);
  }

  private async renew(old: string | undefined): Promise<string> {
    // Somebody else may have renewed it while our call was under way.
    if (this.auth.getAccessToken() !== old) return this.auth.getAccessToken();
    this.renewing ??= Promise.resolve<unknown>(this.auth.refreshAccessToken())
      .then(
        () => undefined,
        (error: unknown) => {
          throw callErrorOf(error);
        },
      )
      .finally(() => (this.renewing = undefined));
    await this.renewing;
    return this.auth.getAccessToken();
  }
}
