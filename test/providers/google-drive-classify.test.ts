import { inspect } from 'node:util';
import type { FailureKind } from '../../src/core/failure';
import { callErrorOf, refusal } from '../../src/providers/google-drive/call-error';
import { classifyGoogleDrive } from '../../src/providers/google-drive/classify';
import type { ProviderError } from '../../src/providers/provider-error';

const now = new Date('2026-03-01T13:20:00.000Z');
const account = { who: 'robot@project.iam.gserviceaccount.com' };
const quota = `google-drive:${account.who}`;
const secret = 'ya29.s3cret';

interface Refused {
  status: number;
  body: unknown;
}

/** As the SDK rejects: a GaxiosError (gaxios 7.3), whose request holds the token. */
function bySdk({ status, body }: Refused): ProviderError {
  const config = { headers: { authorization: `Bearer ${secret}` } };
  const rejection = {
    name: 'GaxiosError',
    status,
    code: String(status),
    config,
    response: { status, data: body, config },
  };
  return classifyGoogleDrive(callErrorOf(rejection), account, now);
}

/** As the client reads the body of a stream or an upload. */
function byText({ status, body }: Refused): ProviderError {
  return classifyGoogleDrive(refusal(status, typeof body === 'string' ? body : JSON.stringify(body)), account, now);
}

const api = (status: number, reason: string, message: string, more: object = {}): Refused => ({
  status,
  body: { error: { code: status, message, errors: [{ domain: 'global', reason, message }], ...more } },
});

const rates =
  'User Rate Limit Exceeded. Rate of requests for user exceed configured project quota, you may consider re-evaluating expected per-user traffic to the API and adjust project quota limits accordingly.';

test.each<[string, Refused, FailureKind, RegExp]>([
  [
    'bad token',
    api(401, 'authError', 'Invalid Credentials', { status: 'UNAUTHENTICATED' }),
    'AuthFailed',
    /refused.*ferry/,
  ],
  [
    'dead consent',
    { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } },
    'AuthFailed',
    /taken back.*ferry auth login google/,
  ],
  [
    'bad key',
    { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } },
    'AuthFailed',
    /key of the service account.*Invalid JWT Signature.*clock.*new key/,
  ],
  [
    'unknown program',
    { status: 401, body: { error: 'invalid_client', error_description: 'The OAuth client was not found.' } },
    'AuthFailed',
    /does not know these credentials/,
  ],
  [
    'scopes',
    api(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.', {
      status: 'PERMISSION_DENIED',
    }),
    'AuthFailed',
    /ferry auth login google --access write/,
  ],
  [
    'API is off',
    api(403, 'accessNotConfigured', 'Google Drive API has not been used'),
    'AuthFailed',
    /not switched on/,
  ],
  ['app', api(403, 'appNotAuthorizedToFile', 'The user has not granted the app'), 'AuthFailed', /does not reach it/],
  [
    'domain',
    api(403, 'domainPolicy', 'The domain administrators have disabled Drive apps.'),
    'AuthFailed',
    /administrators/,
  ],
  [
    'folder of others',
    api(403, 'insufficientParentPermissions', 'Insufficient permissions for the specified parent.'),
    'AuthFailed',
    /editor of the folder/,
  ],
  [
    'full',
    api(403, 'storageQuotaExceeded', "The user's Drive storage quota has been exceeded."),
    'QuotaExceeded',
    /make room/,
  ],
  [
    'no room at all',
    api(403, 'storageQuotaExceeded', 'Service Accounts do not have storage quota. Leverage shared drives'),
    'QuotaExceeded',
    /Shared Drive, or sign in as a person/,
  ],
  ['many files', api(403, 'teamDriveFileLimitExceeded', 'The file limit'), 'QuotaExceeded', /as many files as it may/],
  ['children', api(403, 'numChildrenInNonRootLimitExceeded', 'The limit'), 'QuotaExceeded', /as many files as it may/],
  [
    'document',
    api(
      403,
      'fileNotDownloadable',
      'Only files with binary content can be downloaded. Use Export with Docs Editors files.',
    ),
    'InvalidAsset',
    /Google document/,
  ],
  ['malware', api(403, 'cannotDownloadAbusiveFile', 'This file has been identified'), 'InvalidAsset', /malware/],
  ['forbidden', api(403, 'cannotDownloadFile', 'This file cannot be downloaded'), 'InvalidAsset', /owner/],
  ['too often', api(403, 'downloadQuotaExceeded', 'The download quota for this file'), 'InvalidAsset', /tomorrow/],
  ['not theirs', api(403, 'insufficientFilePermissions', 'The user does not'), 'InvalidAsset', /may not do that/],
  [
    'not found',
    api(404, 'notFound', 'File not found: 1abc.'),
    'NotFound',
    /1abc.*gone, or not shared with robot@project.*resource key/,
  ],
  ['id in use', api(409, 'fileIdInUse', 'A file already exists with the provided ID.'), 'Conflict', /already exists/],
  ['backend', api(500, 'backendError', 'Backend Error'), 'Transient', /500/],
  ['html', { status: 502, body: '<html>Bad gateway</html>' }, 'Transient', /502/],
  ['unavailable', { status: 503, body: '' }, 'Transient', /503/],
  ['teapot', { status: 418, body: 'short and stout' }, 'Unexpected', /418/],
])('%s, however it comes', (_name, refused, kind, words) => {
  for (const error of [bySdk(refused), byText(refused)]) {
    expect(error).toMatchObject({ kind, details: { service: 'Google Drive' } });
    expect(error.message).toMatch(words);
    const shown = [String(error), JSON.stringify(error), inspect(error, { depth: null, showHidden: true })].join();
    expect(shown).not.toContain(secret);
  }
});

describe('limits', () => {
  const usage = (status: number, reason: string, message: string): Refused => ({
    status,
    body: { error: { code: status, message, errors: [{ domain: 'usageLimits', reason, message }] } },
  });

  test.each([
    usage(403, 'userRateLimitExceeded', rates),
    usage(403, 'rateLimitExceeded', 'Rate Limit Exceeded'),
    usage(429, 'rateLimitExceeded', 'Rate Limit Exceeded'),
    { status: 429, body: '<html>429</html>' },
  ])('requests: nothing says until when: %j', (refused) => {
    const error = bySdk(refused);
    expect(error).toMatchObject({ kind: 'RateLimited', details: { quota } });
    expect(error.details.resetAt).toBeUndefined();
  });

  test('the very words of the daily upload limit hold uploads only, for an hour at a time', () => {
    expect(bySdk(usage(403, 'userRateLimitExceeded', 'User rate limit exceeded.'))).toMatchObject({
      kind: 'RateLimited',
      message: expect.stringContaining('750 GB') as string,
      details: { quota: `${quota}:daily-upload`, resetAt: '2026-03-01T14:20:00.000Z' },
    });
  });

  test.each([
    ['2026-03-01T13:20:00.000Z', '2026-03-02T08:00:00.000Z'],
    ['2026-07-01T06:59:59.999Z', '2026-07-01T07:00:00.000Z'],
    ['2026-07-01T07:00:00.000Z', '2026-07-02T07:00:00.000Z'],
  ])('the daily limit of requests at %s ends at midnight in California', (at, resetAt) => {
    const error = callErrorOf({
      response: { status: 403, data: usage(403, 'dailyLimitExceeded', 'Daily Limit Exceeded').body },
    });
    expect(classifyGoogleDrive(error, account, new Date(at))).toMatchObject({
      kind: 'RateLimited',
      details: { quota, resetAt },
    });
  });
});

describe('no answer at all', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE'])('%s passes', (code) => {
    for (const rejection of [
      { code, message: 'fetch failed' },
      { message: 'fetch failed', cause: { code } },
    ]) {
      const error = classifyGoogleDrive(callErrorOf(rejection), account);
      expect(error.kind).toBe('Transient');
      expect(error.message).toContain(code);
    }
  });

  test('a timeout and a connection that broke pass, what nobody has seen is said aloud', () => {
    const timeout = { name: 'TimeoutError', code: 23, message: 'The operation was aborted due to timeout' };
    expect(classifyGoogleDrive(callErrorOf(timeout), account).kind).toBe('Transient');
    expect(classifyGoogleDrive(callErrorOf(new TypeError('terminated')), account).kind).toBe('Transient');
    expect(classifyGoogleDrive(new RangeError('odd'), account)).toMatchObject({
      kind: 'Unexpected',
      message: /RangeError/,
    });
  });
});
