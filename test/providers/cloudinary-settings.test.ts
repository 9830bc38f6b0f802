import { readCloudinarySettings } from '../../src/providers/cloudinary/settings';

const secret = 's3cret';

function read(settings: Record<string, string>) {
  return readCloudinarySettings((key) => settings[key]);
}

const long = { CLOUDINARY_CLOUD_NAME: 'demo', CLOUDINARY_API_KEY: '123', CLOUDINARY_API_SECRET: secret };
const short = { CLOUD_NAME: 'old', API_KEY: '456', API_SECRET: secret };
const url = { CLOUDINARY_URL: `cloudinary://789:${secret}@Url-Cloud` };
const api = 'https://api.cloudinary.com';

describe('credentials of an account', () => {
  test.each([
    ['the three names', long, { cloudName: 'demo', apiKey: '123', uploadPrefix: api }],
    ['the URL', url, { cloudName: 'Url-Cloud', apiKey: '789', uploadPrefix: api }],
    ['the short names', short, { cloudName: 'old', apiKey: '456', uploadPrefix: api }],
    [
      'the three names before the others',
      { ...short, ...url, ...long },
      { cloudName: 'demo', apiKey: '123', uploadPrefix: api },
    ],
    [
      'the URL before the short names',
      { ...short, ...url },
      { cloudName: 'Url-Cloud', apiKey: '789', uploadPrefix: api },
    ],
    [
      'the URL where only the cloud is named besides',
      { CLOUDINARY_CLOUD_NAME: 'x', ...url },
      { cloudName: 'Url-Cloud', apiKey: '789', uploadPrefix: api },
    ],
  ])('%s', (_how, settings, account) => {
    expect(read(settings)).toEqual({ ok: true, settings: { apiSecret: secret, ...account } });
  });

  test('the API’s address: said, else of the URL, else the public one', () => {
    const withPrefix = { CLOUDINARY_URL: `${url.CLOUDINARY_URL}?upload_prefix=http://127.0.0.1:4010` };
    expect(read(withPrefix)).toMatchObject({ settings: { uploadPrefix: 'http://127.0.0.1:4010' } });
    expect(read({ ...withPrefix, ...long })).toMatchObject({
      settings: { cloudName: 'demo', uploadPrefix: 'http://127.0.0.1:4010' },
    });
    expect(read({ ...withPrefix, CLOUDINARY_UPLOAD_PREFIX: 'https://api-eu.cloudinary.com' })).toMatchObject({
      settings: { uploadPrefix: 'https://api-eu.cloudinary.com' },
    });
  });

  test('characters that are escaped in the URL', () => {
    expect(read({ CLOUDINARY_URL: 'cloudinary://1:a%2Fb%40c@demo' })).toMatchObject({
      settings: { apiSecret: 'a/b@c' },
    });
  });
});

describe('credentials that will not do', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['none', {}, /no Cloudinary credentials\. Set CLOUDINARY_CLOUD_NAME/],
    ['no secret', { CLOUDINARY_CLOUD_NAME: 'demo', CLOUDINARY_API_KEY: '123' }, /: CLOUDINARY_API_SECRET missing/],
    ['the secret alone', { CLOUDINARY_API_SECRET: secret }, /: CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY missing/],
    ['short names without the cloud', { API_KEY: '456', API_SECRET: secret }, /: CLOUD_NAME missing/],
    [
      'names that are begun, beside another account’s',
      { ...short, CLOUDINARY_API_SECRET: secret },
      /CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY missing/,
    ],
    ['a URL of another kind', { CLOUDINARY_URL: `https://789:${secret}@demo` }, /CLOUDINARY_URL is not of the form/],
    ['a URL without a cloud', { CLOUDINARY_URL: `cloudinary://789:${secret}@` }, /CLOUDINARY_URL is not of the form/],
    ['a URL without a secret', { CLOUDINARY_URL: 'cloudinary://789@demo' }, /CLOUDINARY_URL is not of the form/],
    [
      'a URL with its name before it',
      { CLOUDINARY_URL: `CLOUDINARY_URL=cloudinary://789:${secret}@demo` },
      /CLOUDINARY_URL is not of the form/,
    ],
    [
      'a URL with a broken escape',
      { CLOUDINARY_URL: `cloudinary://789:${secret}%zz@demo` },
      /CLOUDINARY_URL is not of the form/,
    ],
    [
      'a URL that is none, beside short names',
      { ...short, CLOUDINARY_URL: secret },
      /CLOUDINARY_URL is not of the form/,
    ],
  ])('%s', (_how, settings, words) => {
    const result = read(settings);
    expect(result.ok).toBe(false);
    const problems = result.ok ? [] : result.problems;
    expect(problems.join('\n')).toMatch(words);
    expect(problems.join('\n')).not.toContain(secret);
  });
});
