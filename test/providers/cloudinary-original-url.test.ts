import fc from 'fast-check';
import { v2 as sdk } from 'cloudinary';
import { accountRoot, parseAccountRoot, urlsRoot } from '../../src/core/account-root';
import {
  formatOf,
  formatRef,
  originalUrl,
  parseRef,
  type OriginalRef,
} from '../../src/providers/cloudinary/original-url';

const settings = {
  cloudName: 'demo',
  apiKey: '1',
  apiSecret: 'not-so-secret',
  uploadPrefix: 'https://api.example.com',
};
const base = 'https://res.cloudinary.com/demo';

function refTo(publicId: string, more: Partial<OriginalRef> = {}): OriginalRef {
  return { resourceType: 'image', type: 'upload', version: 1_700_000_000, format: 'jpg', publicId, ...more };
}

/** The same URL as the SDK makes it. */
function urlOfSdk({ publicId, resourceType, type, version, format }: OriginalRef, transformation?: string): string {
  return sdk.url(publicId, {
    cloud_name: settings.cloudName,
    api_secret: settings.apiSecret,
    secure: true,
    urlAnalytics: false,
    resource_type: resourceType,
    type,
    version,
    format: resourceType === 'raw' ? undefined : format,
    sign_url: type !== 'upload',
    raw_transformation: transformation,
  });
}

describe('the URL of an asset is the one that the SDK makes', () => {
  test.each<[string, OriginalRef, string]>([
    ['public', refTo('shoe'), ''],
    ['in a folder', refTo('shop/summer/shoe'), ''],
    ['private', refTo('shop/shoe', { type: 'private' }), ''],
    [
      'authenticated raw',
      refTo('shop/plan.pdf', { resourceType: 'raw', type: 'authenticated', format: undefined }),
      '',
    ],
    ['video', refTo('film', { resourceType: 'video', format: 'mp4' }), ''],
    ['with other letters', refTo('写真/été (1)', { type: 'private' }), ''],
    ['transformed', refTo('shop/shoe', { type: 'authenticated' }), 'w_200,c_scale'],
  ])('%s', (_what, ref, transformation) => {
    expect(originalUrl({ ref, transformation, base, settings })).toBe(urlOfSdk(ref, transformation));
  });

  test('whatever the public id', () => {
    const part = fc.stringMatching(/^[\p{L}\p{N} _.,()~!'*@=$-]{1,12}$/u).filter((text) => !/^\.+$/.test(text));
    const ids = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const types = fc.constantFrom('upload', 'private', 'authenticated');
    fc.assert(
      fc.property(ids, types, (publicId, type) => {
        // The SDK reads what looks like a URL or a version as one.
        fc.pre(!/^(https?:\/|ftp|s3|gs|data|v\d)/i.test(publicId));
        const ref = refTo(publicId, { type });
        const ours = new URL(originalUrl({ ref, base, settings }));
        expect(decodeURI(ours.href)).toBe(decodeURI(new URL(urlOfSdk(ref)).href));
      }),
    );
  });
});

test.each(['../x', 'a/./b', 'a//b', '..'])('%s fits into no URL path and is asked for by name', (publicId) => {
  const url = new URL(originalUrl({ ref: refTo(publicId, { type: 'private' }), base, settings }));
  expect(url.origin + url.pathname).toBe('https://api.example.com/v1_1/demo/image/download');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ public_id: publicId, type: 'private', format: 'jpg' });
  expect(url.href).not.toContain(settings.apiSecret);
  expect(() => originalUrl({ ref: refTo(publicId), transformation: 'w_1', base, settings })).toThrow(
    /cannot be transformed/,
  );
});

test('a handle is read back as it was written', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(
      text,
      fc.nat(),
      fc.option(fc.constantFrom('jpg', 'mp4'), { nil: undefined }),
      (publicId, version, format) => {
        const ref = refTo(publicId, { version, format });
        expect(parseRef(formatRef(ref))).toEqual(ref);
      },
    ),
  );
});

test.each([
  ['', 'png', 'png'],
  ['w_200', 'png', 'png'],
  ['f_jpg', 'png', 'jpg'],
  ['w_200,f_webp/q_80', 'png', 'webp'],
  ['f_png/f_auto', 'gif', 'gif'],
  ['l_leaf_png', 'jpg', 'jpg'],
])('transformed by "%s", a %s is a %s', (transformation, original, delivered) => {
  expect(formatOf(transformation, original)).toBe(delivered);
});

describe('a selection as the root of a location', () => {
  test('is read back as it was written', () => {
    const folder = fc.string({ unit: 'grapheme' }).filter((name) => !name.includes('?'));
    const optional = fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined });
    fc.assert(
      fc.property(
        folder,
        fc.subarray(['image', 'video', 'raw'] as const),
        optional,
        optional,
        (name, types, since, t) => {
          const selection = { folder: name, resourceTypes: [...types], since, transformation: t };
          expect(parseAccountRoot(accountRoot(selection))).toEqual({ folder: name, selection });
        },
      ),
    );
  });

  test('says how URLs are listed', () => {
    const root = urlsRoot({ folder: 'a', recursive: false, method: 'search', resourceTypes: ['image'] });
    expect(parseAccountRoot(root).selection).toMatchObject({
      urlsBy: 'search',
      recursive: false,
      resourceTypes: ['image'],
    });
  });

  test('a root that is a folder selects nothing', () => {
    expect(parseAccountRoot('shop/summer')).toEqual({ folder: 'shop/summer' });
    expect(parseAccountRoot('')).toEqual({ folder: '' });
  });
});
