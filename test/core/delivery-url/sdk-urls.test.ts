import { v2 as cloudinary, type TransformationOptions } from 'cloudinary';
import fc from 'fast-check';
import { buildDeliveryUrl, parseDeliveryUrl, signatureOf, styleOfSignature } from '../../../src/core/delivery-url';
import { isFormat } from '../../../src/core/delivery-url/formats';
import { deliverySigner } from '../../../src/signing/delivery-signature';

/** What an SDK's user may set. */
interface UrlOptions {
  secure?: boolean;
  private_cdn?: boolean;
  cdn_subdomain?: boolean;
  secure_cdn_subdomain?: boolean;
  secure_distribution?: string;
  cname?: string;
  type?: string;
  resource_type?: 'image' | 'video' | 'raw';
  shorten?: boolean;
  url_suffix?: string;
  use_root_path?: boolean;
  sign_url?: boolean;
  long_url_signature?: boolean;
  signature_algorithm?: string;
  version?: string;
  format?: string;
  transformation?: TransformationOptions[];
}

const apiSecret = 'abcdefghijklmnopqrstuvwxyz0';

/** Transformations as people write them for the SDK. */
const transformation = fc.constantFrom<TransformationOptions[]>(
  ...([
    [],
    [{ width: 300, height: 200, crop: 'fill', gravity: 'auto' }],
    [{ fetch_format: 'auto', quality: 'auto:eco' }],
    [{ named: 'x' }].map(() => ({ transformation: ['t_shirts'] })),
    [{ overlay: { font_family: 'Arial', font_size: 40, text: 'a/b, c? 50% ü' }, gravity: 'north' }],
    [{ if: 'w_gt_100', width: 50, crop: 'scale' }, { effect: 'sepia:80' }, { if: 'end' }],
    [{ variables: [['$foo', '10']] }, { width: '$foo * 2', crop: 'scale' }],
    [
      { overlay: 'folder:logo', width: 0.2, flags: 'relative' },
      { flags: 'layer_apply', x: 10 },
    ],
    [{ raw_transformation: 'e_vectorize:3:0.5/co_rgb:ff00aa,e_colorize:50' }],
    [{ angle: 'auto_right', background: '#aabbcc', dpr: 2.0, radius: 'max' }],
  ] as TransformationOptions[][]),
);

const word = fc.constantFrom(
  'sample',
  'a b',
  'Größe',
  '写真',
  'x.y',
  'photo.final',
  'c_level',
  'e,f',
  '(1)',
  'a+b',
  "it's",
  'q?',
  '#1',
  'a&b',
  'v',
  'v1a',
);
const publicId = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('/'));

const place = fc.constantFrom<UrlOptions>(
  { secure: true },
  { secure: false },
  { secure: true, private_cdn: true },
  { secure: false, private_cdn: true },
  { secure: true, cdn_subdomain: true },
  { secure: true, private_cdn: true, secure_cdn_subdomain: true },
  { secure: true, private_cdn: true, secure_distribution: 'media.shop.example' },
  { secure: true, secure_distribution: 'media.shop.example' },
  { secure: true, secure_distribution: 'localhost:9443' },
  { secure: false, cname: 'media.shop.example' },
  { secure: false, cname: 'media.shop.example', cdn_subdomain: true },
);

const kind = fc.constantFrom<UrlOptions>(
  {},
  { type: 'private' },
  { type: 'authenticated' },
  { resource_type: 'video' },
  { resource_type: 'raw' },
  { type: 'facebook' },
  { shorten: true },
  { url_suffix: 'nice-words' },
  { url_suffix: 'nice-words', type: 'private' },
  { url_suffix: 'nice-words', resource_type: 'video' },
  { url_suffix: 'nice-words', resource_type: 'raw' },
  { use_root_path: true },
);

const signing = fc.constantFrom<UrlOptions>(
  {},
  { sign_url: true },
  { sign_url: true, long_url_signature: true },
  { sign_url: true, signature_algorithm: 'sha256' },
);

const version = fc.constantFrom<UrlOptions>({}, { version: '1712345678' }, { version: '1' });
const format = fc.constantFrom<UrlOptions>({}, { format: 'jpg' }, { format: 'webp' });

function urlOf(id: string, options: UrlOptions): string {
  return cloudinary.url(id, {
    cloud_name: 'demo',
    api_secret: apiSecret,
    urlAnalytics: false,
    ...structuredClone(options),
  });
}

/** The transformation as the SDK writes it. */
function written(steps: TransformationOptions[]): string {
  return cloudinary.utils.generate_transformation_string({ transformation: structuredClone(steps) });
}

const account = { cloudName: 'demo', cnames: ['media.shop.example', 'localhost:9443'] };

describe('URLs that the SDK makes', () => {
  const options = fc.record({ publicId, transformation, place, kind, signing, version, format });

  test('are read as they were meant, and put together again', () => {
    fc.assert(
      fc.property(options, ({ publicId: id, transformation: steps, ...chosen }) => {
        const merged = { ...chosen.place, ...chosen.kind, ...chosen.signing, ...chosen.version, ...chosen.format };
        const url = urlOf(id, { ...merged, transformation: steps });
        const parts = parseDeliveryUrl(url, account);
        if (parts === undefined) throw new Error(`not read: ${url}`);
        expect(buildDeliveryUrl(parts)).toBe(url);
        const { format: ending } = chosen.format;
        const { resource_type: resourceType = 'image', type = 'upload', url_suffix: suffix } = chosen.kind;
        // Without a suffix an ending that is a format cannot be told from the end of the public id.
        const isOwnEnding = ending !== undefined && (resourceType !== 'raw' || suffix !== undefined);
        expect({
          cloud: parts.cloud,
          resourceType: parts.resourceType,
          type: parts.type,
          suffix: parts.suffix,
          transformation: parts.transformation.join('/'),
          id: parts.publicId,
          extension: parts.extension,
        }).toEqual({
          cloud: 'demo',
          resourceType,
          type,
          suffix,
          transformation: written(steps),
          id: isOwnEnding || ending === undefined ? id : `${id}.${ending}`,
          extension: isOwnEnding ? ending : undefined,
        });
        if (parts.version !== undefined) expect(parts.ambiguous).toBeUndefined();
        if (chosen.version.version !== undefined) expect(parts.version).toBe(chosen.version.version);
      }),
      { numRuns: 4000 },
    );
  });

  test('are signed alike', () => {
    const sign = deliverySigner({ apiSecret });
    fc.assert(
      fc.property(options, fc.constantFrom(undefined, 'https://shop.example/a b.jpg?w=1&h=ü'), (chosen, remote) => {
        const { publicId: id, transformation: steps, kind: drawn, signing: signed } = chosen;
        const merged = { ...chosen.place, ...drawn, ...signed, ...chosen.version, ...chosen.format };
        const url =
          remote === undefined
            ? urlOf(id, { ...merged, transformation: steps })
            : urlOf(remote, { ...chosen.place, ...signed, type: 'fetch', transformation: steps });
        const parts = parseDeliveryUrl(url, account);
        if (parts === undefined) throw new Error(`not read: ${url}`);
        expect(parts.signature === undefined).toBe(signed.sign_url === undefined);
        if (parts.signature === undefined) return;
        const style = styleOfSignature(parts, sign);
        expect(style?.algorithm).toBe(signed.long_url_signature || signed.signature_algorithm ? 'sha256' : 'sha1');
        expect(style?.length).toBe(signed.long_url_signature ? 32 : 8);
        if (style !== undefined) expect(signatureOf(parts, style, sign)).toBe(parts.signature);
        expect(styleOfSignature(parts, deliverySigner({ apiSecret: 'another' }))).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  test('by fetch keep the address elsewhere', () => {
    const remote = 'https://shop.example/a b.jpg?w=1&h=2';
    const url = urlOf(remote, { type: 'fetch', transformation: [{ width: 10, crop: 'scale' }] });
    const parts = parseDeliveryUrl(url);
    expect(parts).toMatchObject({ form: 'fetch', type: 'fetch', transformation: ['c_scale,w_10'] });
    expect(parts?.publicId).toBe(remote);
  });

  test('of a root path with a suffix are signed without it', () => {
    const url = urlOf('folder/shoe', {
      use_root_path: true,
      url_suffix: 'red-shoe',
      format: 'png',
      sign_url: true,
      private_cdn: true,
    });
    const parts = parseDeliveryUrl(url);
    if (parts === undefined) throw new Error(`not read: ${url}`);
    expect(styleOfSignature(parts, deliverySigner({ apiSecret }))).toMatchObject({ hasHiddenSuffix: true });
  });
});

describe('any URL', () => {
  test('that is read is put together again, letter by letter', () => {
    const segment = fc.oneof(
      fc.constantFrom(
        'image',
        'upload',
        'images',
        'iu',
        'v1',
        'v123',
        's--abcd_-12--',
        't_x',
        'w_1,h_2',
        'demo',
        'a.jpg',
        'A.JPG',
        '',
        '%zz',
        'https:',
        'fetch',
        'private',
        'video',
        'raw',
        'files',
        'x.',
      ),
      fc.webPath(),
    );
    const url = fc
      .tuple(
        fc.constantFrom('https:', 'http:', 'HTTPS:', ''),
        fc.constantFrom(
          'res.cloudinary.com',
          'demo-res.cloudinary.com',
          'media.shop.example',
          'elsewhere.example:8080',
        ),
        fc.array(segment, { maxLength: 8 }),
        fc.constantFrom('', '?_a=x', '#top', '?'),
      )
      .map(([scheme, host, path, query]) => `${scheme}//${host}/${path.join('/')}${query}`);
    let read = 0;
    fc.assert(
      fc.property(url, (text) => {
        const parts = parseDeliveryUrl(text, account);
        if (parts === undefined) return;
        read += 1;
        expect(buildDeliveryUrl(parts)).toBe(text);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  test('has endings that are formats or none', () => {
    expect(isFormat('JPG')).toBe(true);
    expect(isFormat('final')).toBe(false);
  });
});
