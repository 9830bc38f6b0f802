import { inspect } from 'node:util';
import { callErrorOf, type CloudinaryApi } from '../../src/providers/cloudinary/call-error';
import { classifyCloudinary } from '../../src/providers/cloudinary/classify';
import type { ProviderError } from '../../src/providers/provider-error';

const now = new Date('2026-03-01T13:20:00.000Z');
const nextHour = '2026-03-01T14:00:00.000Z';
const secret = 's3cret-of-mine';

/** What the SDK rejects an Admin call with: a plain object that holds the credentials (cloudinary 2.11). */
function adminRejection(http_code: number, message: string): unknown {
  return {
    request_options: { method: 'GET', host: 'api.cloudinary.com', auth: `1234567890:${secret}`, path: '/v1_1/demo/x' },
    query_params: 'max_results=500',
    error: { message, http_code },
  };
}

/** The same for statuses whose body the SDK does not read. */
function unexpectedStatus(http_code: number): unknown {
  return { message: `Server returned unexpected status code - ${http_code}`, http_code, name: 'UnexpectedResponse' };
}

function uploadRejection(http_code: number, message: string): unknown {
  return { message, name: 'Error', http_code };
}

function classify(api: CloudinaryApi, rejection: unknown, rememberedReset?: string): ProviderError {
  return classifyCloudinary(callErrorOf(api, rejection, rememberedReset), 'demo', now);
}

describe('recorded refusals of uploads', () => {
  test.each<[number, string, ProviderError['kind'], RegExp]>([
    [
      401,
      `Invalid Signature 0f3a. String to sign - 'folder=a&timestamp=1${secret}'.`,
      'AuthFailed',
      /CLOUDINARY_API_SECRET/,
    ],
    [401, 'Invalid api_key 1234', 'AuthFailed', /CLOUDINARY_API_KEY/],
    [401, 'Invalid cloud_name dmeo', 'AuthFailed', /CLOUDINARY_CLOUD_NAME/],
    [
      400,
      'Stale request - reported time is 2024-04-11 13:23:38 +0000 which is more than 1 hour ago',
      'AuthFailed',
      /clock/,
    ],
    [400, 'Missing required parameter - file', 'InvalidAsset', /Missing required parameter/],
    [400, 'Invalid image file', 'InvalidAsset', /Invalid image file/],
    [400, 'Empty file', 'InvalidAsset', /Empty file/],
    [
      400,
      'File size too large. Got 11926513. Maximum is 10485760. Upgrade your plan to enjoy higher limits https://www.cloudinary.com/pricing/upgrades/file-limit',
      'InvalidAsset',
      /--shrink-over/,
    ],
    [400, 'File size too large. Got 11926513. Maximum is 10485760.', 'InvalidAsset', /--shrink-over/],
    [400, 'Metadata External IDs do not exist: ["x"]', 'InvalidAsset', /External IDs/],
    [400, 'external id x already exists', 'InvalidAsset', /already exists/],
    [400, 'You have exceeded the storage limit of your plan', 'QuotaExceeded', /resume/],
    [404, 'Resource not found - z', 'NotFound', /Resource not found - z/],
    [
      420,
      "You don't have an active subscription for Google AI Video Moderation",
      'InvalidAsset',
      /active subscription/,
    ],
    [400, "You don't have an active subscription for OCR", 'InvalidAsset', /active subscription/],
    [500, 'Internal Server Error', 'Transient', /500/],
  ])('%d %s', (status, message, kind, words) => {
    const error = classify('upload', uploadRejection(status, message));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(words);
    expect(error.details).toEqual({ service: 'Cloudinary account demo' });
    expect(inspect(error)).not.toContain(secret);
  });

  test.each<[number, string, ProviderError['kind']]>([
    [400, 'Error in loading https://x/y.jpg - 404 Not Found', 'NotFound'],
    [400, 'Error in loading https://x/y.jpg - 410 Gone', 'NotFound'],
    [400, 'Error in loading https://x/y.jpg - 403 Forbidden', 'InvalidAsset'],
    [404, 'Resource not found - Error in loading https://x/y.jpg - HTML response', 'InvalidAsset'],
    [400, 'Error in loading https://x/y.jpg - 503 Service Unavailable', 'Transient'],
    [400, 'Error in loading https://x/y.jpg - ERR_DNS_FAIL 0', 'Transient'],
    [400, 'Error in loading https://x/y.jpg - Timed out reading data from server', 'Transient'],
    [400, 'Error in loading https://x/y.jpg - Server broke connection', 'Transient'],
    [400, 'Error in loading https://x/y.jpg - partial download', 'Transient'],
  ])('%d %s: not fetched, and no word of the link', (status, message, kind) => {
    const error = classify('upload', uploadRejection(status, message));
    expect(error).toMatchObject({ kind, details: { notFetched: true } });
    expect(inspect(error)).not.toContain('https://x');
  });

  test.each<[number, ProviderError['kind']]>([
    [403, 'AuthFailed'],
    [409, 'Conflict'],
    [413, 'InvalidAsset'],
    [408, 'Transient'],
    [423, 'Transient'],
    [502, 'Transient'],
    [503, 'Transient'],
    [504, 'Transient'],
    [418, 'Unexpected'],
    [302, 'Unexpected'],
  ])('%d, whose body the SDK does not read', (status, kind) => {
    expect(classify('upload', unexpectedStatus(status)).kind).toBe(kind);
    expect(classify('admin', unexpectedStatus(status)).kind).toBe(kind);
  });

  test('a request of more than 100 MB says so in words', () => {
    expect(classify('upload', unexpectedStatus(413)).message).toMatch(/100 MB/);
  });

  test('a timeout, as the SDK wraps it', () => {
    const rejection = { error: { message: 'Request Timeout', http_code: 499, name: 'TimeoutError' } };
    expect(classify('upload', rejection)).toMatchObject({
      kind: 'Transient',
      message: 'Cloudinary did not answer in time.',
    });
  });
});

describe('recorded refusals of Admin calls', () => {
  test.each<[number, string, ProviderError['kind']]>([
    [401, 'api_secret mismatch', 'AuthFailed'],
    [401, 'unknown api_key', 'AuthFailed'],
    [403, 'not allowed', 'AuthFailed'],
    [404, 'Resource not found - a/b', 'NotFound'],
    [404, "Can't find folder with path a", 'NotFound'],
    [409, 'external id x already exists', 'Conflict'],
    [400, 'Query Error (at position 12)', 'InvalidAsset'],
    [500, 'General Error', 'Transient'],
  ])('%d %s', (status, message, kind) => {
    const error = classify('admin', adminRejection(status, message));
    expect(error.kind).toBe(kind);
    expect(`${inspect(error, { depth: null, showHidden: true })} ${JSON.stringify(error)}`).not.toContain(secret);
  });
});

describe('limits', () => {
  const limited = 'Rate Limit Exceeded. Limit of 500 api operations reached. Try again on 2026-03-01 15:00:00 UTC';

  test.each([420, 429])('%d on the Admin API: the reset is in the words', (status) => {
    const error = classify('admin', adminRejection(status, limited), nextHour);
    expect(error).toMatchObject({
      kind: 'RateLimited',
      details: { quota: 'cloudinary:demo:admin', resetAt: '2026-03-01T15:00:00.000Z', service: 'Cloudinary' },
    });
    expect(error.details.slowDown).toBeUndefined();
  });

  test('with no reset in the words it is the remembered one', () => {
    const error = classify('admin', adminRejection(420, 'Rate Limited'), '2026-03-01T13:45:00.000Z');
    expect(error.details.resetAt).toBe('2026-03-01T13:45:00.000Z');
  });

  test.each([undefined, '2026-03-01T13:00:00.000Z'])(
    'with nothing remembered, or what is past, it is the next full hour',
    (remembered) => {
      expect(classify('admin', adminRejection(420, 'Rate Limited'), remembered).details.resetAt).toBe(nextHour);
    },
  );

  test('at the full hour it is the hour after, never at once', () => {
    const error = classifyCloudinary(callErrorOf('admin', adminRejection(420, 'x')), 'demo', new Date(nextHour));
    expect(error.details.resetAt).toBe('2026-03-01T15:00:00.000Z');
  });

  test('a 420 on uploads has no reset: fewer at once', () => {
    expect(classify('upload', uploadRejection(420, 'Too many concurrent uploads'))).toMatchObject({
      kind: 'RateLimited',
      details: { quota: 'cloudinary:demo:upload', slowDown: true },
    });
    expect(classify('upload', uploadRejection(420, 'x')).details.resetAt).toBeUndefined();
  });

  test('a 420 on uploads that names a reset waits for it', () => {
    const { details } = classify('upload', uploadRejection(420, limited));
    expect(details).toMatchObject({ quota: 'cloudinary:demo:upload', resetAt: '2026-03-01T15:00:00.000Z' });
    expect(details.slowDown).toBeUndefined();
  });
});

describe('no answer at all', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])(
    '%s',
    (code) => {
      const raw = Object.assign(new Error(`connect ${code} 127.0.0.1:443`), { code });
      for (const rejection of [raw, { error: raw }, { message: raw, name: 'Error' }]) {
        expect(classify('upload', rejection).kind).toBe(
          rejection === raw || 'error' in rejection ? 'Transient' : 'Unexpected',
        );
      }
    },
  );

  test('a socket that hangs up', () => {
    const raw = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    expect(classify('admin', { request_options: { auth: `k:${secret}` }, error: raw })).toMatchObject({
      kind: 'Transient',
    });
    expect(classify('upload', new Error('socket hang up')).kind).toBe('Transient');
  });
});

describe('what nobody has seen before stays loud', () => {
  test.each([
    [undefined],
    [null],
    ['text'],
    [{}],
    [{ error: {} }],
    [{ message: '' }],
    [new TypeError('x is not a function')],
  ])('%j', (rejection) => {
    const error = classify('upload', rejection);
    expect(error.kind).toBe('Unexpected');
    expect(error.message).not.toMatch(/undefined|\[object/);
  });

  test('an error of our own too, which is not taken for the service’s', () => {
    const error = classifyCloudinary(new TypeError('x is not a function'), 'demo', now);
    expect(error).toMatchObject({
      kind: 'Unexpected',
      message: 'Unexpected TypeError: x is not a function',
      details: {},
    });
  });
});
