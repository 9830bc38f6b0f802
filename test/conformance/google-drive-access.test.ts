import { startSandbox, type Sandbox } from '../../sandbox/server';
import { failureOf, md5, never, put, someBytes } from './contents';
import { DriveControl, openDrive, openFolder, quota, service } from './google-drive.harness';

const options = { signal: never };

let sandbox: Sandbox;
let control: DriveControl;
beforeAll(async () => {
  sandbox = await startSandbox();
  control = new DriveControl(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => control.reset());

const person = (): Record<string, string> => ({
  GOOGLE_DRIVE_CREDENTIALS_FILE: control.credentialsFile('authorized-user'),
});

describe.each(['service account', 'person'])('tokens of a %s', (who) => {
  const settings = () => (who === 'person' ? person() : {});

  test('one that ends in the middle is replaced, whatever is being done', async () => {
    const ids = await control.seed({
      folders: [{ key: 'r', name: 'r', sharedWith: ['service'] }],
      files: [{ key: 'a', name: 'a.png', parent: 'r' }],
    });
    const source = openFolder(sandbox, `id:${ids.r}`, settings());
    await source.check(options);
    await control.limits({ expireTokens: true });
    const listed = await source.list({ folder: { path: '', ref: ids.r }, limit: 10 }, options);
    expect(listed.entries).toHaveLength(1);
    await control.limits({ expireTokens: true });
    const asset = { path: 'a.png', ref: ids.a };
    const content = await source.content(asset, options);
    await control.limits({ expireTokens: true });
    const parts: Buffer[] = [];
    for await (const part of await content.open()) parts.push(part as Buffer);
    expect(md5(Buffer.concat(parts))).toBe(content.md5);
    const destination = openDrive(sandbox, `id:${ids.r}`, { settings: settings() });
    await destination.check(options);
    await control.limits({ expireTokens: true });
    const bytes = someBytes(100_000);
    expect(await put(destination, 'b.bin', bytes)).toMatchObject({ sentMd5: md5(bytes), stored: { etag: md5(bytes) } });
  });

  test('one that is always refused parks the job and is not asked for again and again', async () => {
    await control.fault({ match: 'GET /drive/v3/', status: 401 });
    const error = await failureOf(openFolder(sandbox, '', settings()).check(options));
    expect(error).toMatchObject({ kind: 'AuthFailed', details: { service } });
    expect(await control.refusals()).toBe(2);
    expect(JSON.stringify(error)).not.toMatch(/ya29|Bearer/);
  });
});

test('a consent that was taken back says how to give it again', async () => {
  await control.limits({ revokeConsent: true });
  const error = await failureOf(openFolder(sandbox, '', person()).check(options));
  expect(error).toMatchObject({ kind: 'AuthFailed', message: /ferry auth login google/ });
});

test.each([
  ['userRateLimitExceeded', undefined],
  ['rateLimitExceeded', undefined],
  ['tooManyRequests', undefined],
  ['dailyLimitExceeded', /T0[78]:00:00\.000Z$/],
])('a limit written as %s', async (limitForm, resetAt) => {
  await control.limits({ callsLeft: 0, limitForm });
  const error = (await failureOf(openFolder(sandbox, '').check(options))) as { details: { resetAt?: string } };
  expect(error).toMatchObject({ kind: 'RateLimited', details: { quota } });
  if (resetAt === undefined) expect(error.details.resetAt).toBeUndefined();
  else expect(error.details.resetAt).toMatch(resetAt);
});

test('a destination names the quota of its day beside that of its requests', () => {
  expect(openDrive(sandbox, '').quotas).toEqual({ listing: [quota], writing: [quota, `${quota}:daily-upload`] });
});
