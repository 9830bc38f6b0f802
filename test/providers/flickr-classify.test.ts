import { inspect } from 'node:util';
import type { FailureKind } from '../../src/core/failure';
import { connectionError, FlickrCallError } from '../../src/providers/flickr/call-error';
import { classifyFlickr } from '../../src/providers/flickr/classify';
import { readUploadAnswer } from '../../src/providers/flickr/upload-answer';

const now = new Date('2026-03-01T13:20:00.000Z');
const account = { quota: 'flickr:1f2e3d4c', imageQuota: 'flickr-images:1f2e3d4c' };

type Fields = ConstructorParameters<typeof FlickrCallError>[0];

function classify(fields: Partial<Fields>) {
  return classifyFlickr(new FlickrCallError({ message: 'some words', part: 'api', ...fields }), account, now);
}

const api = (method: string, flickrCode: number, message = 'x'): Partial<Fields> => ({
  httpStatus: 200,
  method: `flickr.${method}`,
  flickrCode,
  message,
});
const upload = (flickrCode: number): Partial<Fields> => ({
  httpStatus: 200,
  part: 'upload',
  method: 'upload',
  flickrCode,
});

test.each<[Partial<Fields>, FailureKind, RegExp]>([
  [api('photos.search', 0), 'Transient', /out of service/],
  [api('photos.search', 95), 'Unexpected', /encrypted/],
  [api('photos.search', 96), 'AuthFailed', /FLICKR_API_SECRET.*ferry auth login flickr/],
  [api('photos.search', 97), 'AuthFailed', /ferry auth login flickr/],
  [api('photos.search', 98), 'AuthFailed', /taken back.*ferry auth login flickr/],
  [api('photos.delete', 99), 'AuthFailed', /permission to delete.*--access delete/],
  [api('photos.setMeta', 99), 'AuthFailed', /permission to write.*--access delete/],
  [api('photosets.getPhotos', 99), 'AuthFailed', /permission to read.*--access read/],
  [upload(99), 'AuthFailed', /permission to write.*--access delete/],
  [api('test.login', 100), 'AuthFailed', /API key is not known.*FLICKR_API_KEY/],
  [api('photos.search', 105), 'Transient', /out of service/],
  [api('photos.addTags', 106), 'Transient', /could not write/],
  [upload(105), 'Transient', /out of service/],
  [upload(98), 'AuthFailed', /taken back/],
  [api('photos.search', 112, 'Method "x" not found'), 'Unexpected', /code 112/],
  [
    api('photos.search', 111, 'Format "x" is odd.'),
    'Unexpected',
    /^Flickr: Format "x" is odd \(code 111 by flickr\.photos\.search\)\.$/,
  ],
  [api('photosets.create', 1, 'No title specified'), 'InvalidAsset', /title/],
  [api('photosets.create', 2, 'Photo not found'), 'NotFound', /Photo not found/],
  [api('photosets.create', 3), 'InvalidAsset', /as many albums as it may/],
  [api('photosets.addPhoto', 1, 'Photoset not found'), 'NotFound', /Photoset not found/],
  [api('photosets.addPhoto', 10), 'InvalidAsset', /album is at its limit/],
  [api('photos.getInfo', 1, 'Photo "7" not found (invalid ID)'), 'NotFound', /invalid ID/],
  [upload(1), 'NotFound', /not there any more/],
  [upload(2), 'Transient', /arrived/],
  [upload(3), 'Transient', /failed there/],
  [upload(4), 'InvalidAsset', /empty/],
  [upload(5), 'InvalidAsset', /no photo or film/],
  [upload(6), 'QuotaExceeded', /Make room/],
  [upload(7), 'QuotaExceeded', /films/],
  [upload(8), 'InvalidAsset', /bigger than/],
  [upload(9), 'Conflict', /this very content/],
  [upload(14), 'QuotaExceeded', /no more for now/],
  [upload(77), 'Unexpected', /code 77/],
  [{ httpStatus: 200, isPage: true }, 'Transient', /a page instead of data/],
  [{ httpStatus: 503, isPage: true }, 'Transient', /answered 503/],
  [{ httpStatus: 500, part: 'upload' }, 'Transient', /answered 500/],
  [{ httpStatus: 408 }, 'Transient', /answered 408/],
  [{ httpStatus: 401 }, 'AuthFailed', /ferry auth login flickr/],
  [{ httpStatus: 404, part: 'images' }, 'NotFound', /not there/],
  [{ httpStatus: 410, part: 'images' }, 'NotFound', /not there/],
  [{ httpStatus: 403, part: 'images' }, 'InvalidAsset', /does not give out the original/],
  [{ httpStatus: 418 }, 'Unexpected', /answered 418: some words/],
  [
    { httpStatus: 401, part: 'oauth', oauthProblem: 'signature_invalid' },
    'AuthFailed',
    /not the secret of FLICKR_API_KEY/,
  ],
  [{ httpStatus: 401, part: 'oauth', oauthProblem: 'timestamp_refused' }, 'AuthFailed', /clock/],
  [{ httpStatus: 401, part: 'api', oauthProblem: 'token_rejected' }, 'AuthFailed', /ferry auth login flickr/],
  [{ httpStatus: 401, part: 'oauth', oauthProblem: 'nonce_used' }, 'Transient', /twice/],
  [{ httpStatus: 401, part: 'oauth', oauthProblem: 'verifier_invalid' }, 'AuthFailed', /mistyped/],
  [{ httpStatus: 401, part: 'oauth', oauthProblem: 'brand_new' }, 'AuthFailed', /brand_new/],
  [{ code: 'ECONNREFUSED' }, 'Transient', /cannot be reached \(ECONNREFUSED\)/],
  [{ code: 'UND_ERR_SOCKET', part: 'images' }, 'Transient', /UND_ERR_SOCKET/],
  [{ code: 'EWHATEVER' }, 'Unexpected', /some words/],
])('%j is %s', (fields, kind, words) => {
  const error = classify(fields);
  expect([error.kind, error.details.service]).toEqual([kind, 'Flickr']);
  expect(error.message).toMatch(words);
});

test.each([
  ['the API', { part: 'api' }, { quota: account.quota }],
  ['uploads', { part: 'upload' }, { quota: account.quota }],
  [
    'the API, with an instant',
    { part: 'api', retryAfterSeconds: 90 },
    { quota: account.quota, resetAt: '2026-03-01T13:21:30.000Z' },
  ],
  ['originals', { part: 'images' }, { quota: account.imageQuota, resetAt: '2026-03-01T13:20:30.000Z' }],
  [
    'originals, with an instant',
    { part: 'images', retryAfterSeconds: 5 },
    { quota: account.imageQuota, resetAt: '2026-03-01T13:20:05.000Z' },
  ],
] as const)('a limit of %s', (_name, fields, details) => {
  const error = classify({ httpStatus: 429, isPage: true, ...fields });
  expect(error.kind).toBe('RateLimited');
  expect(error.details).toEqual({ ...details, service: 'Flickr' });
});

test('a connection that breaks tells its code, never the address with its signature', () => {
  const secret = 'oauth_signature=s3cret';
  const failed = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error(`connect to https://api.flickr.com/?${secret}`), { code: 'ECONNRESET' }),
  });
  for (const error of [
    failed,
    Object.assign(new Error(secret), { name: 'TimeoutError' }),
    new TypeError('terminated'),
  ]) {
    const classified = classifyFlickr(connectionError(error, { part: 'api' }), account, now);
    expect(classified.kind).toBe('Transient');
    expect(inspect(classified, { depth: null, showHidden: true })).not.toContain('s3cret');
  }
  expect(classifyFlickr(new Error('a fault of ours'), account, now).kind).toBe('Unexpected');
});

const ok =
  '<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="ok">\n<photoid secret="a" originalsecret="b">12</photoid>\n</rsp>\n';
const fail = (attributes: string, more = ''): string =>
  `<?xml version="1.0" encoding="utf-8" ?><rsp stat="fail"><err ${attributes}>${more}</err></rsp>`;

describe('answers to uploads', () => {
  const read = (text: string, status = 200) => readUploadAnswer({ status, text }, 'upload');

  test('a photo', async () => {
    expect(await read(ok)).toEqual({ id: '12', originalSecret: 'b' });
    expect(await read('<rsp stat="ok"><photoid>12</photoid></rsp>')).toEqual({ id: '12' });
  });

  test.each([
    [
      fail('code="5" msg="Filetype was &lt;not&gt; recognised"'),
      { flickrCode: 5, message: 'Filetype was <not> recognised' },
    ],
    [fail('code="9" msg="x" duplicate_photo_id="34"'), { flickrCode: 9, duplicateId: '34' }],
    [fail('code="9" msg="x"', '<duplicate_photo_id>34</duplicate_photo_id>'), { flickrCode: 9, duplicateId: '34' }],
    ['<html><body>Bad, bad panda!</body></html>', { isPage: true }],
    ['', { isPage: true }],
    ['<rsp stat="ok"></rsp>', { isPage: true }],
  ])('%s', async (text, fields) => {
    await expect(read(text)).rejects.toMatchObject({
      name: 'FlickrCallError',
      part: 'upload',
      httpStatus: 200,
      ...fields,
    });
  });

  test('a status that is none of success', async () => {
    await expect(read('<html>429</html>', 429)).rejects.toMatchObject({ httpStatus: 429 });
    await expect(read(ok, 500)).rejects.toMatchObject({ httpStatus: 500 });
  });
});
