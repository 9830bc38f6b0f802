import { buildDeliveryUrl, parseDeliveryUrl, type DeliveryUrlParts } from '../../../src/core/delivery-url';

const account = { cloudName: 'shop', cnames: ['img.shop.example'] };
const base = 'https://res.cloudinary.com/demo';

type Expected = Partial<DeliveryUrlParts>;

describe('a delivery URL', () => {
  test.each<[string, Expected]>([
    [`${base}/image/upload/sample.jpg`, { cloud: 'demo', form: 'plain', publicId: 'sample', extension: 'jpg' }],
    [`${base}/image/upload/v1712345678/a/b.png`, { version: '1712345678', publicId: 'a/b', extension: 'png' }],
    [
      `${base}/image/upload/c_fill,w_100/f_auto/v1/a/b`,
      { transformation: ['c_fill,w_100', 'f_auto'], publicId: 'a/b' },
    ],
    [`${base}/image/upload/s--abc_-123--/w_1/x.jpg`, { signature: 'abc_-123', transformation: ['w_1'] }],
    [`${base}/image/upload/v1/photo.final.JPG?_a=B1`, { publicId: 'photo.final', extension: 'JPG', query: '?_a=B1' }],
    [`${base}/image/upload/v1/photo.final`, { publicId: 'photo.final', extension: undefined }],
    [`${base}/image/upload/l_text:Arial_20:a%252Fb%252C c/v1/x.jpg`, { publicId: 'x', version: '1' }],
    [
      `${base}/image/upload/v1/Gr%C3%B6%C3%9Fe/%E5%86%99.jpg`,
      { publicId: 'Größe/写', escapedId: 'Gr%C3%B6%C3%9Fe/%E5%86%99' },
    ],
    [`${base}/image/upload/v1/100%.jpg`, { publicId: '100%' }],
    [`${base}/image/upload/v1/v2/v3.jpg`, { version: '1', publicId: 'v2/v3' }],
    [`${base}/image/upload/v2.jpg`, { version: undefined, publicId: 'v2' }],
    [`${base}/image/private/t_big/v1/x.jpg`, { type: 'private', transformation: ['t_big'] }],
    [`${base}/image/authenticated/s--aBcD1234--/v1/x.jpg`, { type: 'authenticated', signature: 'aBcD1234' }],
    [`${base}/raw/upload/v1/docs/a.tar.gz`, { resourceType: 'raw', publicId: 'docs/a.tar.gz', extension: undefined }],
    [`${base}/video/upload/so_3/v1/film.mp4`, { resourceType: 'video', publicId: 'film', extension: 'mp4' }],
    [`${base}/image/fetch/w_9/https://x.example/a.jpg`, { form: 'fetch', publicId: 'https://x.example/a.jpg' }],
    [`${base}/image/fetch/https%3A%2F%2Fx.example%2Fa.jpg`, { publicId: 'https://x.example/a.jpg' }],
    [`${base}/image/fetch/f_png/https://x.example/`, { transformation: ['f_png'], publicId: 'https://x.example/' }],
    [`${base}/image/facebook/w_50/65646572251.jpg`, { type: 'facebook', publicId: '65646572251' }],
    [`${base}/images/w_5/v1/a/b/red-shoe.jpg`, { form: 'seo', publicId: 'a/b', suffix: 'red-shoe', extension: 'jpg' }],
    [`${base}/files/v1/doc.pdf/annual-report`, { form: 'seo', resourceType: 'raw', publicId: 'doc.pdf' }],
    [`${base}/iu/w_5/sample.gif`, { form: 'short', type: 'upload', extension: 'gif' }],
    [`${base}/sample.jpg`, { form: 'root', publicId: 'sample' }],
    ['http://res-3.cloudinary.com/demo/image/upload/x.jpg', { cloud: 'demo', isCloudInPath: true }],
    ['https://cloudinary-a.akamaihd.net/demo/image/upload/x.jpg', { cloud: 'demo', isCloudInPath: true }],
    ['https://my-shop-res.cloudinary.com/image/upload/x.jpg', { cloud: 'my-shop', isCloudInPath: false }],
    ['https://my-shop-res-2.cloudinary.com/v1/a/x.jpg', { cloud: 'my-shop', form: 'root', publicId: 'a/x' }],
    ['//res.cloudinary.com/demo/image/upload/x.jpg', { scheme: '', cloud: 'demo' }],
    ['https://img.shop.example/image/upload/x.jpg', { cloud: 'shop', isCloudInPath: false }],
    ['https://img.shop.example/images/a/words.jpg', { cloud: 'shop', form: 'seo' }],
    ['https://a3.img.shop.example/shop/image/upload/x.jpg', { cloud: 'shop', isCloudInPath: true }],
    ['https://img.shop.example/x.jpg', { cloud: 'shop', form: 'root', publicId: 'x' }],
    ['https://elsewhere.example/image/upload/v1/x.jpg', { cloud: 'shop', isCloudInPath: false }],
    ['https://elsewhere.example/other/image/upload/v1/x.jpg', { cloud: 'other', isCloudInPath: true }],
  ])('%s', (url, expected) => {
    const parts = parseDeliveryUrl(url, account);
    expect(parts).toMatchObject(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    );
    for (const [key, value] of Object.entries(expected)) if (value === undefined) expect(parts).not.toHaveProperty(key);
    if (parts !== undefined) expect(buildDeliveryUrl(parts)).toBe(url);
  });

  test.each([
    [`${base}/image/upload/t_shirts/blue.png`, true],
    [`${base}/image/upload/w_100/e_commerce/blue.png`, true],
    [`${base}/image/upload/t_shirts/v1/blue.png`, undefined],
    [`${base}/image/upload/c_fill,w_100/f_auto/q_80/blue.png`, undefined],
    [`${base}/image/upload/my_folder/blue.png`, undefined],
  ])('without a version may be read in two ways: %s', (url, ambiguous) => {
    expect(parseDeliveryUrl(url)?.ambiguous).toBe(ambiguous);
  });

  test.each([
    '',
    'sample.jpg',
    'https://shop.example/images/photo.jpg',
    'https://shop.example/image/photo.jpg',
    'https://api.cloudinary.com/v1_1/demo/image/download?public_id=x',
    'https://res.cloudinary.com/demo',
    'https://res.cloudinary.com/demo/image/upload/',
    'ftp://res.cloudinary.com/demo/image/upload/x.jpg',
    'https://exa mple.com/image/upload/x.jpg',
  ])('is not: %j', (url) => expect(parseDeliveryUrl(url, account)).toBeUndefined());
});
