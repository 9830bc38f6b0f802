import { statSync } from 'node:fs';
import { CodeChallengeMethod } from 'google-auth-library';
import { driveScope, refusalOf, World } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

const who = async (drive: World['person']): Promise<string | null | undefined> =>
  (await drive.about.get({ fields: 'user' })).data.user?.emailAddress;

test('both users sign in with the files that were written, which nobody else may read', async () => {
  expect(await who(world.service)).toBe('ferry@ferry-sandbox.iam.gserviceaccount.com');
  expect(await who(world.person)).toBe('ferry@sandbox.test');
  const file = world.sandbox.environment.GOOGLE_DRIVE_CREDENTIALS_FILE ?? '';
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('an assertion that another key signed is refused', async () => {
  const auth = world.serviceAuth();
  const other = await World.start();
  const { private_key: key } = other.credentials<{ private_key: string }>('service-account');
  await other.close();
  auth.key = key;
  expect(await refusalOf(world.drive(auth).about.get({ fields: 'user' }))).toEqual({
    status: 400,
    error: 'invalid_grant',
    description: 'Invalid JWT Signature.',
  });
});

test('a person consents in the browser: code, state, PKCE; the consent can be taken back', async () => {
  const { installed } = world.credentials<{ installed: Record<string, string> }>('installed-app');
  const auth = world.signingIn(installed.client_id, installed.client_secret, 'http://127.0.0.1:9/back');
  const { codeVerifier, codeChallenge } = await auth.generateCodeVerifierAsync();
  const consent = async (): Promise<URL> => {
    const asked = new URL(
      auth.generateAuthUrl({
        access_type: 'offline',
        scope: [driveScope],
        state: 's-1',
        code_challenge: codeChallenge,
        code_challenge_method: CodeChallengeMethod.S256,
      }),
    );
    const answer = await fetch(world.sandbox.url + asked.pathname + asked.search, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    return new URL(answer.headers.get('location') ?? '');
  };
  const back = await consent();
  expect([back.origin, back.pathname, back.searchParams.get('state')]).toEqual(['http://127.0.0.1:9', '/back', 's-1']);
  const code = back.searchParams.get('code') ?? '';
  const { tokens } = await auth.getToken({ code, codeVerifier });
  expect(tokens).toMatchObject({ scope: driveScope, token_type: 'Bearer' });
  auth.setCredentials(tokens);
  expect(await who(world.drive(auth))).toBe('ferry@sandbox.test');
  expect(await refusalOf(auth.getToken({ code, codeVerifier }))).toMatchObject({ error: 'invalid_grant' });
  const second = (await consent()).searchParams.get('code') ?? '';
  expect(await refusalOf(auth.getToken({ code: second, codeVerifier: 'x'.repeat(50) }))).toMatchObject({
    description: 'Invalid code verifier.',
  });
  await auth.revokeToken(tokens.refresh_token ?? '');
  auth.setCredentials({ refresh_token: tokens.refresh_token });
  expect(await refusalOf(who(world.drive(auth)))).toEqual({
    status: 400,
    error: 'invalid_grant',
    description: 'Token has been expired or revoked.',
  });
  await world.limits({ denyConsent: true });
  expect((await consent()).searchParams.get('error')).toBe('access_denied');
});

test('a token that dies after some calls is 401 and the client gets another', async () => {
  await world.limits({ tokenCalls: 2 });
  const auth = world.personAuth();
  const drive = world.drive(auth);
  await drive.about.get({ fields: 'user' });
  await drive.about.get({ fields: 'user' });
  const token = auth.credentials.access_token ?? '';
  const raw = await fetch(`${world.sandbox.url}/drive/v3/about?fields=user`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(raw.status).toBe(401);
  expect(await raw.json()).toMatchObject({
    error: {
      code: 401,
      errors: [{ domain: 'global', reason: 'authError', location: 'Authorization', locationType: 'header' }],
      status: 'UNAUTHENTICATED',
    },
  });
  expect(await who(drive)).toBe('ferry@sandbox.test');
  await world.limits({ revokeConsent: true });
  expect(await refusalOf(drive.about.get({ fields: 'user' }))).toMatchObject({ error: 'invalid_grant' });
});

test('a token for reading does not write, and none at all does nothing', async () => {
  const reader = world.drive(world.serviceAuth([`${driveScope}.readonly`]));
  expect((await reader.files.list({})).data.files).toEqual([]);
  expect(await refusalOf(reader.files.create({ requestBody: { name: 'x' } }))).toMatchObject({
    status: 403,
    reason: 'insufficientPermissions',
  });
  expect((await fetch(`${world.sandbox.url}/drive/v3/files`)).status).toBe(401);
});

test('limits: both statuses, the day, the exact words of the upload limit', async () => {
  const drive = world.person;
  const list = () => drive.files.list({});
  await list();
  await world.limits({ callsLeft: 0 });
  expect(await refusalOf(list())).toMatchObject({ status: 403, reason: 'userRateLimitExceeded' });
  await world.limits({ limitForm: 'tooManyRequests' });
  expect(await refusalOf(list())).toMatchObject({ status: 429, reason: 'rateLimitExceeded' });
  await world.limits({ limitForm: 'dailyLimitExceeded' });
  expect(await refusalOf(list())).toMatchObject({ status: 403, reason: 'dailyLimitExceeded' });
  await world.limits({ resetAt: '2020-01-01T00:00:00Z' });
  await list();
  await world.limits({ uploadBytesLeft: 3 });
  const put = () => drive.files.create({ requestBody: { name: 'a' }, media: { mimeType: 'text/plain', body: '1234' } });
  expect(await refusalOf(put())).toMatchObject({
    status: 403,
    reason: 'userRateLimitExceeded',
    message: 'User rate limit exceeded.',
  });
  await world.limits({ uploadBytesLeft: null, storageBytes: 3 });
  expect(await refusalOf(put())).toMatchObject({ status: 403, reason: 'storageQuotaExceeded' });
  await world.limits({ serviceAccountStorage: false });
  expect(
    await refusalOf(world.service.files.create({ requestBody: { name: 'a' }, media: { body: '1' } })),
  ).toMatchObject({ reason: 'storageQuotaExceeded' });
  expect((await world.state()).files).toEqual([]);
});
