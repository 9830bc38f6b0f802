import { inspect } from 'node:util';
import type { FailureKind } from '../../src/core/failure';
import { callErrorOf, refusalError } from '../../src/providers/dropbox/call-error';
import { classifyDropbox } from '../../src/providers/dropbox/classify';
import type { ProviderError } from '../../src/providers/provider-error';

const now = new Date('2026-03-01T13:20:00.000Z');
const account = { quota: 'dropbox:1f2e3d4c', who: 'ann@example.com' };
const service = 'Dropbox account of ann@example.com';
const secret = 'sl.s3cret';

interface Refused {
  status: number;
  body: unknown;
  retryAfter?: string;
}

/** As the SDK rejects: `DropboxResponseError` (dropbox 10.34); its request is not in it, but it might be one day. */
function bySdk({ status, body, retryAfter }: Refused): ProviderError {
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  const rejection = { name: 'DropboxResponseError', status, headers, error: body, request: { authorization: secret } };
  return classifyDropbox(callErrorOf(rejection), account, now);
}

/** As the client reads an answer of a raw request. */
function byAnswer({ status, body, retryAfter }: Refused): ProviderError {
  return classifyDropbox(refusalError({ status, body, retryAfter: retryAfter ?? null }), account, now);
}

function nested(...tags: string[]): object {
  const [tag = '', ...rest] = tags;
  return rest.length === 0 ? { '.tag': tag } : { '.tag': tag, [tag]: nested(...rest) };
}

function refusal(...tags: string[]): Refused {
  return { status: 409, body: { error_summary: `${tags.join('/')}/..`, error: nested(...tags) } };
}

const uploadConflict: Refused = {
  status: 409,
  body: {
    error_summary: 'path/conflict/file/.',
    error: { '.tag': 'path', reason: nested('conflict', 'file'), upload_session_id: 'pid_upload_session:x' },
  },
};

const unauthorized = (tag: string, more: object = {}): Refused => ({
  status: 401,
  body: { error_summary: `${tag}/...`, error: { '.tag': tag, ...more } },
});

test.each<[string, Refused, FailureKind, RegExp]>([
  ['expired', unauthorized('expired_access_token'), 'AuthFailed', /4 hours.*ferry auth login dropbox/],
  ['invalid', unauthorized('invalid_access_token'), 'AuthFailed', /invalid_access_token.*ferry auth login dropbox/],
  ['suspended', unauthorized('user_suspended'), 'AuthFailed', /suspended/],
  [
    'scope the token lacks',
    unauthorized('missing_scope', { required_scope: 'files.content.read' }),
    'AuthFailed',
    /files\.content\.read.*Permissions tab of the App Console/,
  ],
  [
    'scope the app lacks',
    {
      status: 400,
      body: `Error in call to API function "files/list_folder": Your app (ID: 1) is not permitted to access this endpoint because it does not have the required scope 'files.metadata.read'. The owner of the app can enable the scope for the app using the Permissions tab on the App Console.`,
    },
    'AuthFailed',
    /files\.metadata\.read.*Permissions tab/,
  ],
  [
    'malformed token',
    { status: 400, body: 'Error in call to API function "files/x": The given OAuth 2 access token is malformed.' },
    'AuthFailed',
    /DROPBOX_TOKEN/,
  ],
  [
    'revoked consent',
    { status: 400, body: { error: 'invalid_grant', error_description: 'refresh token is invalid or revoked' } },
    'AuthFailed',
    /ferry auth login dropbox/,
  ],
  ['unknown app', { status: 400, body: { error: 'invalid_client' } }, 'AuthFailed', /DROPBOX_APP_KEY/],
  [
    'bad input',
    { status: 400, body: 'Error in call to API function "files/x": request body: path: no' },
    'InvalidAsset',
    /path: no/,
  ],
  ['forbidden', { status: 403, body: refusal('invalid_account_type').body }, 'AuthFailed', /admin/],
  ['path/not_found', refusal('path', 'not_found'), 'NotFound', /not there/],
  ['path_lookup/not_found', refusal('path_lookup', 'not_found'), 'NotFound', /not there/],
  ['path/conflict/file', refusal('path', 'conflict', 'file'), 'Conflict', /path\/conflict\/file/],
  ['the flattened conflict of uploads', uploadConflict, 'Conflict', /something else is there/],
  ['path/insufficient_space', refusal('path', 'insufficient_space'), 'QuotaExceeded', /full.*resume/],
  ['path/not_folder', refusal('path', 'not_folder'), 'InvalidAsset', /not a folder/],
  ['path/restricted_content', refusal('path', 'restricted_content'), 'InvalidAsset', /legal/],
  ['path/disallowed_name', refusal('path', 'disallowed_name'), 'InvalidAsset', /rename/],
  ['path/malformed_path', refusal('path', 'malformed_path'), 'InvalidAsset', /path/],
  ['path/no_write_permission', refusal('path', 'no_write_permission'), 'InvalidAsset', /may not write/],
  ['path/access_restricted', refusal('path', 'access_restricted'), 'InvalidAsset', /may not write/],
  ['unsupported_file', refusal('unsupported_file'), 'InvalidAsset', /export/],
  ['payload_too_large', refusal('payload_too_large'), 'InvalidAsset', /one request/],
  ['content_hash_mismatch', refusal('content_hash_mismatch'), 'Transient', /damaged/],
  ['shared_link_not_found', refusal('shared_link_not_found'), 'NotFound', /shared link/],
  ['shared_link_access_denied', refusal('shared_link_access_denied'), 'InvalidAsset', /shared link/],
  ['an endpoint error nobody knows', refusal('brand_new'), 'Unexpected', /brand_new/],
  ['a summary alone', { status: 409, body: { error_summary: 'path/not_found/' } }, 'NotFound', /not there/],
  ['a link that is over', { status: 410, body: 'Gone' }, 'NotFound', /410/],
  ['500', { status: 500, body: '<html>oops</html>' }, 'Transient', /500: no reason given/],
  ['503', { status: 503, body: '' }, 'Transient', /503/],
  ['a status nobody knows', { status: 418, body: '' }, 'Unexpected', /418/],
])('%s', (_name, refused, kind, words) => {
  for (const error of [bySdk(refused), byAnswer(refused)]) {
    expect(error).toMatchObject({ kind, message: words, details: { service } });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
    expect('cause' in error).toBe(false);
  }
});

describe('limits', () => {
  const tooMany = (more: object = {}): object => ({
    error_summary: 'too_many_requests/.',
    error: { reason: { '.tag': 'too_many_requests' }, ...more },
  });
  const inFiveMinutes = '2026-03-01T13:25:00.000Z';

  test.each<[string, Refused]>([
    ['JSON with the header', { status: 429, body: tooMany({ retry_after: 1 }), retryAfter: '300' }],
    ['JSON without the header', { status: 429, body: tooMany({ retry_after: 300 }) }],
    ['plain text', { status: 429, body: 'too_many_requests', retryAfter: '300' }],
  ])('%s names the instant', (_name, refused) => {
    for (const error of [bySdk(refused), byAnswer(refused)]) {
      expect(error.kind).toBe('RateLimited');
      expect(error.details).toEqual({ quota: 'dropbox:1f2e3d4c', resetAt: inFiveMinutes, service });
    }
  });

  test.each<[string, Refused]>([
    ['nothing said', { status: 429, body: tooMany() }],
    ['a header that is no number', { status: 429, body: '', retryAfter: 'soon' }],
  ])('%s: fewer calls, and no instant', (_name, refused) => {
    expect(bySdk(refused)).toMatchObject({ kind: 'RateLimited' });
    expect(bySdk(refused).details).toEqual({ quota: 'dropbox:1f2e3d4c', slowDown: true, service });
  });

  test.each<[string, Refused]>([
    [
      '429',
      {
        status: 429,
        body: {
          error_summary: 'too_many_write_operations/',
          error: { reason: { '.tag': 'too_many_write_operations' } },
        },
      },
    ],
    [
      '429 with a wait',
      {
        status: 429,
        retryAfter: '15',
        body: {
          error_summary: 'too_many_write_operations/',
          error: { reason: { '.tag': 'too_many_write_operations' } },
        },
      },
    ],
    ['409', refusal('path', 'too_many_write_operations')],
  ])('parallel writes that contend (%s) need fewer at once, not a pause', (_name, refused) => {
    const error = bySdk(refused);
    expect(error.kind).toBe('RateLimited');
    expect(error.details).toEqual({ quota: 'dropbox:1f2e3d4c', slowDown: true, service });
  });
});

describe('no answer at all', () => {
  const fetchFailed = (code: string): Error =>
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(`connect ${code}`), { code }) });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_BODY_TIMEOUT'])(
    '%s',
    (code) => {
      const error = classifyDropbox(callErrorOf(fetchFailed(code)), account, now);
      expect(error).toMatchObject({
        kind: 'Transient',
        message: `Dropbox cannot be reached (${code}).`,
        details: { service },
      });
    },
  );

  test('a timeout, and a stream that ends early', () => {
    const timeout = callErrorOf(new DOMException('too long', 'TimeoutError'));
    expect(classifyDropbox(timeout, account).kind).toBe('Transient');
    expect(classifyDropbox(callErrorOf(new TypeError('terminated')), account).kind).toBe('Transient');
  });
});

test.each([[undefined], [null], ['text'], [{}], [new TypeError('x is not a function')], [{ status: 'odd' }]])(
  'what nobody has seen before stays loud: %j',
  (rejection) => {
    for (const error of [classifyDropbox(callErrorOf(rejection), account), classifyDropbox(rejection, account)]) {
      expect(error.kind).toBe('Unexpected');
      expect(error.message).not.toMatch(/undefined \w|\[object/);
    }
  },
);
