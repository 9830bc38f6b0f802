import { jpgUrl } from '../../src/reporting/jpg-url';

const base = 'https://res.cloudinary.com/demo/image/upload';

test.each([
  ['a format that is there gives way', `${base}/f_png/v1/a.png`, `${base}/f_jpg/v1/a.jpg`],
  ['among others too', `${base}/c_fit,w_800/f_auto,q_auto/v1/a.webp`, `${base}/c_fit,w_800/f_jpg,q_auto/v1/a.jpg`],
  ['what is JPEG is not made so twice', `${base}/f_jpg/v1/a.jpg`, `${base}/f_jpg/v1/a.jpg`],
  ['nor is it under another ending', `${base}/f_jpg/v1/a.png`, `${base}/f_jpg/v1/a.png`],
  ['a JPEG has the same form', `${base}/v1/a.jpg`, `${base}/f_jpg/v1/a.jpg`],
  ['after what else is done to it', `${base}/w_800/v1/a.png`, `${base}/w_800/f_jpg/v1/a.jpg`],
  ['signed', `${base}/s--aB3_-x9Q--/f_png/v1/a.png`, `${base}/s--aB3_-x9Q--/f_png/v1/a.png`],
  ['signed in 32 characters', `${base}/s--${'x'.repeat(32)}--/v1/a.png`, `${base}/s--${'x'.repeat(32)}--/v1/a.png`],
  ['good for itself only', `${base}/v1/a.png?__cld_token__=exp=1`, `${base}/v1/a.png?__cld_token__=exp=1`],
  [
    'authenticated, and unsigned',
    'https://res.cloudinary.com/demo/image/authenticated/v1/a.png',
    'https://res.cloudinary.com/demo/image/authenticated/f_jpg/v1/a.jpg',
  ],
  [
    'a film',
    'https://res.cloudinary.com/demo/video/upload/f_mp4/v1/a.mov',
    'https://res.cloudinary.com/demo/video/upload/f_mp4/v1/a.mov',
  ],
  ['of anybody', 'https://shop.example/a.png', 'https://shop.example/a.png'],
])('%s', (_name, url, jpg) => {
  expect(jpgUrl(url)).toBe(jpg);
  expect(jpgUrl(jpg)).toBe(jpg);
});
