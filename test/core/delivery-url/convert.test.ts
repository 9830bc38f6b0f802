import { v2 as cloudinary } from 'cloudinary';
import fc from 'fast-check';
import { convertDeliveryUrl, parseDeliveryUrl, type Conversion } from '../../../src/core/delivery-url';
import { deliverySigner } from '../../../src/signing/delivery-signature';

const base = 'https://res.cloudinary.com/demo';
const apiSecret = 'abcdefghijklmnopqrstuvwxyz0';

function toJpg(url: string, quality?: string): Conversion {
  return convertDeliveryUrl({ url, format: 'jpg', quality });
}

describe('another format by URL', () => {
  test.each([
    ['image/upload/v1/a/b.png', 'image/upload/f_jpg/v1/a/b.jpg'],
    ['image/upload/sample', 'image/upload/f_jpg/sample'],
    ['image/upload/v1/photo.final', 'image/upload/f_jpg/v1/photo.final'],
    ['image/upload/c_fill,w_100/v1/b.PNG', 'image/upload/c_fill,w_100/f_jpg/v1/b.jpg'],
    ['image/upload/f_png,w_100/v1/b.png', 'image/upload/f_jpg,w_100/v1/b.jpg'],
    ['image/upload/f_auto/v1/b.jpg', 'image/upload/f_jpg/v1/b.jpg'],
    ['image/upload/f_webp/w_5/f_png/v1/b.png', 'image/upload/w_5/f_jpg/v1/b.jpg'],
    [
      'image/upload/if_w_gt_9,f_png/if_else,f_webp/if_end/v1/b.png',
      'image/upload/if_w_gt_9,f_jpg/if_else,f_jpg/if_end/v1/b.jpg',
    ],
    ['image/upload/fl_lossy,q_50/b.gif', 'image/upload/fl_lossy,q_50/f_jpg/b.jpg'],
    ['image/upload/t_shirts/blue.png', 'image/upload/f_jpg/t_shirts/blue.jpg'],
    ['image/upload/b.png?_a=B1#x', 'image/upload/f_jpg/b.jpg?_a=B1#x'],
    ['image/upload/v1/doc.pdf', 'image/upload/f_jpg/v1/doc.jpg'],
    ['images/v1/a/red-shoe.png', 'images/f_jpg/v1/a/red-shoe.jpg'],
    ['image/fetch/https://x.example/a.png', 'image/fetch/f_jpg/https://x.example/a.png'],
    ['image/fetch/f_auto,q_auto/https://x.example/a.jpg', 'image/fetch/f_jpg,q_auto/https://x.example/a.jpg'],
    ['image/upload/v1/写/ü.png', 'image/upload/f_jpg/v1/写/ü.jpg'],
  ])('%s', (path, converted) => expect(toJpg(`${base}/${path}`)).toEqual({ url: `${base}/${converted}` }));

  test.each([
    ['image/upload/v1/b.png', 'image/upload/f_jpg,q_80/v1/b.jpg'],
    ['image/upload/f_png,q_10/v1/b.png', 'image/upload/f_jpg,q_80/v1/b.jpg'],
    ['image/upload/q_auto/w_5/q_9/v1/b.png', 'image/upload/w_5/q_80/f_jpg/v1/b.jpg'],
    ['image/upload/v1/b.jpg', 'image/upload/f_jpg,q_80/v1/b.jpg'],
  ])('with a quality: %s', (path, converted) =>
    expect(toJpg(`${base}/${path}`, '80')).toEqual({ url: `${base}/${converted}` }),
  );

  test.each([
    ['image/upload/v1/b.jpg', 'is jpg already'],
    ['image/upload/v1/b.JPEG', 'is jpg already'],
    ['image/upload/f_jpg/v1/b.png', 'is jpg already'],
    ['image/upload/f_png/f_jpeg/v1/b', 'is jpg already'],
  ])('is not needed: %s', (path, skipped) => expect(toJpg(`${base}/${path}`)).toEqual({ skipped }));

  test('is not needed where there is no URL', () => expect(toJpg(' ')).toEqual({ skipped: 'there is no URL' }));

  test.each([
    ['https://shop.example/a.png', 'not a delivery URL of Cloudinary'],
    [`${base}/raw/upload/v1/a.png`, 'a raw file: it is delivered as it is, in no other format'],
    [`${base}/image/list/tag.json`, 'a list of assets, not an image'],
    [`${base}/video/upload/v1/film.mp4`, 'a video: as jpg it would be one of its frames'],
    [
      `${base}/image/upload/s--abcd1234--/b.png`,
      'signed: another format needs another signature, and the API secret for it',
    ],
    [
      `${base}/image/authenticated/b.png?__cld_token__=exp=1~hmac=2`,
      'has an access token, which is good for this very URL only',
    ],
  ])('is not to be had: %s', (url, problem) => expect(toJpg(url)).toEqual({ problem }));

  test('may be chosen by Cloudinary, and be one of a video', () => {
    expect(convertDeliveryUrl({ url: `${base}/image/upload/v1/b.png`, format: 'auto', quality: 'auto' })).toEqual({
      url: `${base}/image/upload/f_auto,q_auto/v1/b.png`,
    });
    expect(convertDeliveryUrl({ url: `${base}/video/upload/v1/b.mov`, format: 'mp4' })).toEqual({
      url: `${base}/video/upload/f_mp4/v1/b.mp4`,
    });
  });

  test('once made is there already', () => {
    const component = fc.constantFrom(
      'w_1',
      'f_png',
      'f_auto,q_1',
      'q_auto',
      'c_fill,f_webp,w_3',
      'f_jpg',
      't_x',
      'e_sepia',
    );
    fc.assert(
      fc.property(fc.array(component), fc.boolean(), (components, isVersioned) => {
        const path = [base, 'image/upload', ...components, ...(isVersioned ? ['v1'] : []), 'b.png'].join('/');
        const made = toJpg(path);
        if (!('url' in made)) return expect(made).toEqual({ skipped: 'is jpg already' });
        expect(parseDeliveryUrl(made.url)?.transformation.join(',').match(/\bf_/g)).toHaveLength(1);
        return expect(toJpg(made.url)).toEqual({ skipped: 'is jpg already' });
      }),
    );
  });
});

describe('a signed URL', () => {
  const options = { cloud_name: 'demo', api_secret: apiSecret, secure: true, urlAnalytics: false, sign_url: true };
  const sign = deliverySigner({ apiSecret });
  const png = (more: object): string => cloudinary.url('földer/shoe a', { ...options, format: 'png', ...more });

  test.each([
    ['SHA-1', {}],
    ['SHA-256', { signature_algorithm: 'sha256' }],
    ['a long signature', { long_url_signature: true }],
    ['authenticated', { type: 'authenticated' }],
    ['with a suffix', { url_suffix: 'red' }],
    ['at a root path with a suffix', { url_suffix: 'red', use_root_path: true }],
  ])('is signed anew as the SDK does it: %s', (_, more) => {
    const converted = convertDeliveryUrl({ url: png(more), format: 'jpg', sign });
    const expected = cloudinary.url('földer/shoe a', {
      ...options,
      ...more,
      format: 'jpg',
      transformation: [{ fetch_format: 'jpg' }],
    });
    expect(converted).toEqual({ url: expected });
  });

  test('by fetch too', () => {
    const remote = 'https://x.example/a b.png?c=d';
    const url = cloudinary.url(remote, { ...options, type: 'fetch' });
    const expected = cloudinary.url(remote, { ...options, type: 'fetch', transformation: [{ fetch_format: 'jpg' }] });
    expect(convertDeliveryUrl({ url, format: 'jpg', sign })).toEqual({ url: expected });
  });

  test('of another secret is left alone', () => {
    const other = deliverySigner({ apiSecret: 'another' });
    expect(convertDeliveryUrl({ url: png({}), format: 'jpg', sign: other })).toEqual({
      problem: 'signed with another API secret than the one at hand',
    });
  });
});
