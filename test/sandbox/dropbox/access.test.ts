import { Dropbox, type DropboxAuth } from 'dropbox';
import { endpointError, fetchAt, refusalOf, World, appSecret } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

function signedIn(options: { refreshToken?: string; accessToken?: string; clientSecret?: string } = {}): Dropbox {
  const { DROPBOX_APP_KEY: clientId, DROPBOX_REFRESH_TOKEN: refreshToken } = world.sandbox.environment;
  const credentials = options.accessToken === undefined ? { clientId, refreshToken, ...options } : options;
  return new Dropbox({ ...credentials, fetch: fetchAt(world.sandbox.url) });
}

/** The SDK's types say that this returns nothing; it is a promise (dropbox 10.34, `auth.js`). */
const refreshed = (auth: DropboxAuth): Promise<unknown> => Promise.resolve<unknown>(auth.refreshAccessToken());

const me = (sdk: Dropbox) => sdk.usersGetCurrentAccount();

test('a refresh token gives access tokens that live for four hours', async () => {
  const auth = world.auth({ refreshToken: world.sandbox.environment.DROPBOX_REFRESH_TOKEN });
  await refreshed(auth);
  expect(auth.getAccessToken()).toMatch(/^sl\./);
  const leftMs = auth.getAccessTokenExpiresAt().getTime() - Date.now();
  expect(leftMs).toBeGreaterThan(14_000_000);
  expect(leftMs).toBeLessThanOrEqual(14_400_000);
  expect((await me(signedIn())).result).toMatchObject({ name: { display_name: 'Ferry Sandbox' } });
  expect((await me(signedIn({ clientSecret: appSecret }))).status).toBe(200);
});

test('the request log keeps no query: it holds the refresh token', async () => {
  await me(signedIn());
  const log = JSON.stringify(await world.get('/__requests?detail=1'));
  expect(log).toContain('oauth2/token');
  expect(log).not.toContain(world.sandbox.environment.DROPBOX_REFRESH_TOKEN);
});

test('a wrong secret, an unknown app, a consent that was taken back', async () => {
  const refused = async (sdk: Dropbox) => (await refusalOf(me(sdk))).error;
  expect(await refused(signedIn({ clientSecret: 'wrong' }))).toMatchObject({ error: 'invalid_client' });
  expect(await refused(signedIn({ refreshToken: 'unknown' }))).toEqual({
    error: 'invalid_grant',
    error_description: 'refresh token is invalid or revoked',
  });
  const sdk = signedIn();
  await me(sdk);
  await sdk.authTokenRevoke();
  expect((await refusalOf(me(sdk))).error).toEqual(
    endpointError('invalid_access_token', { '.tag': 'invalid_access_token' }),
  );
  expect(await refused(signedIn())).toMatchObject({ error: 'invalid_grant' });
});

describe('signing in', () => {
  async function consent(url: string): Promise<Response> {
    const { pathname, search } = new URL(url);
    return fetch(world.sandbox.url + pathname + search, { redirect: 'manual' });
  }

  test('by a browser that is sent back, with PKCE and a part of the scopes', async () => {
    const auth = world.auth();
    const redirectUri = 'http://127.0.0.1:1234/back';
    const scopes = ['account_info.read', 'files.metadata.read'];
    const url = await auth.getAuthenticationUrl(redirectUri, 'state-1', 'code', 'offline', scopes, 'none', true);
    const answer = await consent(String(url));
    expect(answer.status).toBe(302);
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.href.startsWith(redirectUri)).toBe(true);
    expect(back.searchParams.get('state')).toBe('state-1');
    const code = back.searchParams.get('code') ?? '';
    const { result } = await auth.getAccessTokenFromCode(redirectUri, code);
    const granted = result as { refresh_token: string; scope: string; expires_in: number };
    expect(granted).toMatchObject({ scope: scopes.join(' '), expires_in: 14_400, token_type: 'bearer' });
    expect((await refusalOf(auth.getAccessTokenFromCode(redirectUri, code))).error).toMatchObject({
      error: 'invalid_grant',
    });
    const sdk = signedIn({ refreshToken: granted.refresh_token });
    expect((await me(sdk)).status).toBe(200);
    expect((await refusalOf(sdk.filesGetTemporaryLink({ path: '/a' }))).error).toEqual(
      endpointError('missing_scope', { '.tag': 'missing_scope', required_scope: 'files.content.read' }),
    );
  });

  test('by a code that is shown; another verifier does not fit it', async () => {
    const auth = world.auth();
    const url = await auth.getAuthenticationUrl('', undefined, 'code', 'offline', undefined, 'none', true);
    const code = /<code>(.+)<\/code>/.exec(await (await consent(String(url))).text())?.[1] ?? '';
    const other = world.auth();
    other.setCodeVerifier('another');
    expect((await refusalOf(other.getAccessTokenFromCode('', code))).error).toMatchObject({ error: 'invalid_grant' });
  });

  test('a person may say no', async () => {
    await world.limits({ denyConsent: true });
    const url = await world.auth().getAuthenticationUrl('http://127.0.0.1:1/b', 's', 'code');
    expect((await consent(String(url))).headers.get('location')).toContain('error=access_denied');
  });
});

test('tokens end: after so many calls, on demand, and they are told apart from those that never were', async () => {
  await world.limits({ tokenCalls: 1 });
  const auth = world.auth({ refreshToken: world.sandbox.environment.DROPBOX_REFRESH_TOKEN });
  await refreshed(auth);
  const sdk = signedIn({ accessToken: auth.getAccessToken() });
  await me(sdk);
  expect(await refusalOf(me(sdk))).toMatchObject({
    status: 401,
    error: endpointError('expired_access_token', { '.tag': 'expired_access_token' }),
  });
  await world.limits({ tokenCalls: null });
  const second = signedIn();
  await me(second);
  await world.limits({ expireTokens: true });
  expect((await refusalOf(me(second))).error).toMatchObject({ error: { '.tag': 'expired_access_token' } });
  expect((await refusalOf(me(signedIn({ accessToken: `sl.${'x'.repeat(40)}` })))).error).toMatchObject({
    error: { '.tag': 'invalid_access_token' },
  });
  expect(await refusalOf(me(signedIn({ accessToken: 'nonsense' })))).toMatchObject({
    status: 400,
    error: 'Error in call to API function "users/get_current_account": The given OAuth 2 access token is malformed.',
  });
});

test('scopes the token lacks, and scopes the app lacks', async () => {
  await world.limits({ missingScopes: ['files.metadata.read'] });
  expect((await refusalOf(world.sdk.filesListFolder({ path: '' }))).error).toMatchObject({
    error: { '.tag': 'missing_scope', required_scope: 'files.metadata.read' },
  });
  await world.limits({ missingScopes: [], appLacksScopes: ['files.metadata.read'] });
  const { status, error } = await refusalOf(world.sdk.filesListFolder({ path: '' }));
  expect(status).toBe(400);
  expect(error).toMatch(/is not permitted to access this endpoint .*'files\.metadata\.read'.*Permissions tab/);
});

describe('limits', () => {
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const list = () => world.sdk.filesListFolder({ path: '' });

  test('429 as JSON with Retry-After, as plain text, and without a word on when to come again', async () => {
    await world.limits({ callsLeft: 1, resetAt: inAnHour() });
    await list();
    const json = await refusalOf(list());
    expect(json).toMatchObject({
      status: 429,
      error: endpointError('too_many_requests', {
        reason: { '.tag': 'too_many_requests' },
        retry_after: Number(json.retryAfter),
      }),
    });
    expect(Number(json.retryAfter)).toBeGreaterThan(3_500);
    await world.limits({ limitForm: 'text' });
    expect(await refusalOf(list())).toMatchObject({ status: 429, error: 'too_many_requests' });
    await world.limits({ limitForm: 'bare' });
    expect(await refusalOf(list())).toMatchObject({
      retryAfter: null,
      error: endpointError('too_many_requests', { reason: { '.tag': 'too_many_requests' } }),
    });
    await world.limits({ resetAt: new Date().toISOString() });
    expect((await list()).status).toBe(200);
  });

  test('parallel writes are in each other’s way', async () => {
    await world.limits({ writesAtOnce: 0 });
    expect(await refusalOf(world.sdk.filesUpload({ path: '/a', contents: 'a' }))).toMatchObject({
      status: 429,
      retryAfter: null,
      error: endpointError('too_many_write_operations', { reason: { '.tag': 'too_many_write_operations' } }),
    });
    expect((await list()).status).toBe(200);
  });
});

test('faults speak as the service does', async () => {
  await world.fault({ match: 'list_folder', status: 429, times: 1 });
  expect(await refusalOf(world.sdk.filesListFolder({ path: '' }))).toMatchObject({ status: 429, retryAfter: '300' });
  await world.fault({ publicId: '/a.txt', status: 503 });
  await world.sdk.filesUpload({ path: '/b.txt', contents: 'b' });
  expect((await refusalOf(world.sdk.filesUpload({ path: '/a.txt', contents: 'a' }))).status).toBe(503);
  expect((await world.state()).files.map(({ path }) => path)).toEqual(['/b.txt']);
});
