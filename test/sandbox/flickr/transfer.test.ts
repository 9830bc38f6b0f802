import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { jpeg, md5, mp4, noise, png } from '../support/media';
import { handMade, type Pair } from './signing';
import { refusalOf, tokens, World, type StoredPhoto } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

interface Sizes {
  sizes: { size: { label: string; source: string; media: string; width: number; height: number }[] };
}

async function onlyPhoto(): Promise<StoredPhoto> {
  const { photos } = await world.state();
  const [photo] = photos;
  if (!photo || photos.length !== 1) throw new Error(`${photos.length} photos`);
  return photo;
}

const sizesOf = async (photo_id: string) =>
  (await world.call<Sizes>('flickr.photos.getSizes', { photo_id })).sizes.size;

async function download(url: string | undefined, headers: Record<string, string> = {}) {
  const response = await fetch(url ?? '', { headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** Uploads without the SDK, whose errors hide what an upload was refused with; answers the XML. */
async function uploadByHand(bytes: Buffer | undefined, pairs: readonly Pair[] = [], path = '/services/upload/') {
  const url = `https://up.flickr.com${path}`;
  const { target, init } = handMade(world.sandbox.url, { url, method: 'POST', access: tokens.delete, pairs });
  const body = new FormData();
  for (const [name, value] of new URL(target).searchParams) body.set(name, value);
  if (bytes) body.set('photo', new File([bytes], 'a.jpg'));
  const response = await fetch(target.replace(/\?.*/, ''), { ...init, body });
  expect(response.status).toBe(200);
  return response.text();
}

const refusalXml = (code: number, message: string, more = ''): string =>
  `<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="fail">\n<err code="${code}" msg="${message}"${more} />\n</rsp>\n`;

describe('an upload', () => {
  test('comes back byte by byte, from the address the API gives', async () => {
    const bytes = await jpeg(1, 600, 400);
    const id = await world.upload(bytes, { title: 'A title', description: 'Words', is_public: '0', is_family: '1' });
    const original = (await sizesOf(id)).find(({ label }) => label === 'Original');
    expect(original).toMatchObject({ width: 600, height: 400, media: 'photo' });
    const got = await download(original?.source);
    expect(got.headers.get('content-type')).toBe('image/jpeg');
    expect(got.bytes).toEqual(bytes);
    expect(await onlyPhoto()).toMatchObject({
      ...{ id, title: 'A title', description: 'Words', bytes: bytes.length, md5: md5(bytes), sent_md5: md5(bytes) },
      ...{ ispublic: false, isfriend: false, isfamily: true, format: 'jpg', width: 600, height: 400 },
    });
  });

  test('is named as its file and public where it does not say', async () => {
    await world.upload(await png(), {}, 'Käse am Meer.final.png');
    expect(await onlyPhoto()).toMatchObject({ title: 'Käse am Meer.final', ispublic: true, format: 'png' });
    await world.limits({ defaultIsPublic: false });
    await world.upload(await png(2), { title: '' });
    expect((await world.state()).photos[0]).toMatchObject({ title: '', ispublic: false });
  });

  test('is answered in XML with the id and both secrets, with or without a slash in the address', async () => {
    for (const path of ['/services/upload', '/services/upload/']) {
      const answer = await uploadByHand(await jpeg(3), [['title', 'é ü']], path);
      expect(answer).toMatch(/<photoid secret="[0-9a-f]{10}" originalsecret="[0-9a-f]{10}">\d{11}<\/photoid>/);
    }
    expect((await world.state()).photos.map(({ title }) => title)).toEqual(['é ü', 'é ü']);
  });

  test('of many megabytes arrives whole', async () => {
    const film = Buffer.concat([mp4(), noise(9 * 1024 * 1024)]);
    await world.upload(film, {}, 'long.mp4');
    const photo = await onlyPhoto();
    expect(photo).toMatchObject({ media: 'video', bytes: film.length, md5: md5(film) });
    const response = await fetch(photo.url);
    const hash = createHash('md5');
    for await (const chunk of response.body ?? []) hash.update(chunk as Uint8Array);
    expect(hash.digest('hex')).toBe(md5(film));
  });

  test.each<[string, () => Promise<Buffer | undefined>, number, string]>([
    ['no file', async () => undefined, 2, 'No photo specified'],
    ['no bytes', async () => Buffer.alloc(0), 4, 'Filesize was zero'],
    ['something else', async () => Buffer.from('hello'), 5, 'Filetype was not recognised'],
    ['half a picture', async () => (await jpeg(1, 200, 200)).subarray(0, 900), 5, 'Filetype was not recognised'],
    [
      'a drawing',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      5,
      'Filetype was not recognised',
    ],
    ['sound', async () => Buffer.from('fLaC\0\0\0\x22'), 5, 'Filetype was not recognised'],
  ])('of %s is refused', async (_, bytes, code, message) => {
    expect(await uploadByHand(await bytes())).toBe(refusalXml(code, message));
    expect((await world.state()).counts).toMatchObject({ photos: 0, bytes: 0 });
  });

  test.each([
    ['code 6 at the limit of photos', { photoUploadsLeft: 0 }, 6, 'User exceeded upload limit', ''],
    ['code 8 above the size', { photoMaxBytes: 100 }, 8, 'Filesize was too large', ''],
    ['code 14 at capacity', { capacityWaitSeconds: 30 }, 14, 'Over capacity', ' non_pro_desktop_upload_wait_time="30"'],
  ])('%s', async (_, limits, code, message, more) => {
    await world.limits(limits);
    expect(await uploadByHand(await jpeg())).toBe(refusalXml(code, message, more));
  });

  test('counts down to its limit, films by themselves', async () => {
    await world.limits({ photoUploadsLeft: 2, videoUploadsLeft: 1 });
    await world.upload(mp4());
    expect(await uploadByHand(mp4())).toBe(refusalXml(7, 'User exceeded video upload limit'));
    await world.upload(await jpeg());
    expect(await uploadByHand(await jpeg())).toContain('code="6"');
  });

  test('is kept twice unless it asks for duplicates', async () => {
    const bytes = await jpeg(4);
    const first = await world.upload(bytes);
    const second = await world.upload(bytes);
    expect(second).not.toBe(first);
    const duplicate = refusalXml(
      9,
      'Duplicate photo/video detected',
      ` duplicate_photo_id="${first}" duplicate_photo_status="1"`,
    );
    expect(await uploadByHand(bytes, [['dedup_check', '1']])).toBe(duplicate);
    expect(await uploadByHand(bytes, [['dedup_check', '2']])).toBe(duplicate);
    await world.call('flickr.photos.delete', { photo_id: first });
    await world.call('flickr.photos.delete', { photo_id: second });
    expect(await uploadByHand(bytes, [['dedup_check', '1']])).toContain('stat="ok"');
  });

  test('that does not wait gets a ticket, which says later what became of it', async () => {
    await world.limits({ ticketChecks: 1 });
    const ticketOf = (answer: string): string => /<ticketid>(.+)<\/ticketid>/.exec(answer)?.[1] ?? '';
    const good = ticketOf(await uploadByHand(await jpeg(), [['async', '1']]));
    const bad = ticketOf(await uploadByHand(Buffer.from('hello'), [['async', '1']]));
    const tickets = [good, bad, 'unknown'].join(',');
    const check = () => world.call('flickr.photos.upload.checkTickets', { tickets });
    const invalid = { id: 'unknown', invalid: 1 };
    const unfinished = [good, bad].map((id) => ({ id, complete: 0 }));
    expect(await check()).toEqual({ stat: 'ok', uploader: { ticket: [...unfinished, invalid] } });
    const { id: photoid } = await onlyPhoto();
    expect(await check()).toMatchObject({
      uploader: { ticket: [{ id: good, complete: 1, photoid }, { id: bad, complete: 2 }, invalid] },
    });
  });

  test('without a signature, or with one over the file too, is refused in XML', async () => {
    const body = new FormData();
    body.set('photo', new File([await jpeg()], 'a.jpg'));
    const answer = await fetch(`${world.sandbox.url}/services/upload`, { method: 'POST', body });
    expect(await answer.text()).toContain('<err code="100"');
    const { target, init } = handMade(world.sandbox.url, {
      ...{ url: 'https://up.flickr.com/services/upload', access: tokens.write, method: 'POST' },
      pairs: [['photo', 'signed']],
    });
    expect(await (await fetch(target.replace('photo=signed&', ''), init)).text()).toContain('<err code="96"');
  });

  test('with line ends in a text: the form has others than were signed', async () => {
    const upload = (description: string): Promise<string> =>
      jpeg().then((bytes) => world.upload(bytes, { description }));
    expect((await refusalOf(upload('one\ntwo'))).message).toBe('Invalid signature');
    await upload('one\r\ntwo');
    expect(await onlyPhoto()).toMatchObject({ description: 'one\r\ntwo' });
  });
});

describe('formats', () => {
  test('what is no JPEG, PNG or GIF is kept as JPEG', async () => {
    const webp = await sharp(await jpeg(5, 80, 60))
      .webp()
      .toBuffer();
    await world.upload(webp, {}, 'a.webp');
    const photo = await onlyPhoto();
    expect(photo).toMatchObject({ format: 'jpg', width: 80, height: 60, sent_md5: md5(webp) });
    expect(photo.md5).not.toBe(photo.sent_md5);
    const { bytes } = await download(photo.url);
    expect(md5(bytes)).toBe(photo.md5);
    expect((await sharp(bytes).metadata()).format).toBe('jpeg');
    expect(await uploadByHand(webp, [['dedup_check', '1']])).toContain('code="9"');
  });

  test('a photo says itself when it was taken', async () => {
    const exif = { IFD0: { Model: 'Box' }, IFD2: { DateTimeOriginal: '2021:03:04 05:06:07' } };
    await world.upload(
      await sharp(await jpeg())
        .withExif(exif)
        .toBuffer(),
    );
    expect(await onlyPhoto()).toMatchObject({ date_taken: '2021-03-04 05:06:07', date_taken_unknown: false });
  });

  test('a film is had from a page that sends on to it', async () => {
    const film = mp4();
    const id = await world.upload(film, { title: 'film' }, 'film.mp4');
    const video = (await sizesOf(id)).find(({ label }) => label === 'Video Original');
    expect(video).toMatchObject({ media: 'video', width: 320, height: 240 });
    const onward = await fetch(video?.source ?? '', { redirect: 'manual' });
    expect(onward.status).toBe(302);
    expect(onward.headers.get('location')).toMatch(/\/live\/video\/\d+\/[0-9a-f]+\/orig\.mp4$/);
    expect((await download(video?.source)).bytes).toEqual(film);
    expect(await world.call('flickr.photos.getInfo', { photo_id: id })).toMatchObject({
      photo: { media: 'video', video: { duration: '2', width: '320', height: '240' } },
    });
  });
});

describe('the host of the images', () => {
  test('has every size that is smaller than the original', async () => {
    const id = await world.upload(await jpeg(6, 700, 350));
    const sizes = await sizesOf(id);
    expect(sizes.map(({ label, width, height }) => `${label} ${width}x${height}`)).toEqual([
      'Square 75x75',
      'Large Square 150x150',
      'Thumbnail 100x50',
      'Small 240x120',
      'Small 320 320x160',
      'Medium 500x250',
      'Medium 640 640x320',
      'Original 700x350',
    ]);
    for (const { source, width, height } of sizes) {
      expect(await sharp((await download(source)).bytes).metadata()).toMatchObject({ width, height });
    }
  });

  test('gives ranges, and nothing to who has it already', async () => {
    const bytes = await jpeg(7, 300, 200);
    await world.upload(bytes);
    const { url } = await onlyPhoto();
    const part = await download(url, { range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`);
    expect(part.bytes).toEqual(bytes.subarray(10, 20));
    expect((await download(url, { range: `bytes=${bytes.length}-` })).status).toBe(416);
    const etag = part.headers.get('etag') ?? '';
    expect((await download(url, { 'if-none-match': etag })).status).toBe(304);
    expect((await download(url.replace('/live/', '/'))).bytes).toEqual(bytes);
  });

  test('knows an original by its own secret only', async () => {
    const id = await world.upload(await jpeg());
    const { photo } = await world.call<{ photo: { secret: string; originalsecret: string } }>('flickr.photos.getInfo', {
      photo_id: id,
    });
    const { url } = await onlyPhoto();
    expect(url).toContain(`${id}_${photo.originalsecret}_o.jpg`);
    expect((await download(url.replace(photo.originalsecret, photo.secret))).status).toBe(404);
    expect((await download(url.replace('.jpg', '.png'))).status).toBe(404);
    await world.call('flickr.photos.delete', { photo_id: id });
    expect((await download(url)).status).toBe(404);
  });
});

describe('replacing', () => {
  test('keeps id, title and albums, and changes bytes and addresses', async () => {
    const id = await world.upload(await jpeg(8), { title: 'kept', tags: 'a' });
    await world.call('flickr.photosets.create', { title: 'Album', primary_photo_id: id });
    const before = await onlyPhoto();
    const bytes = await png(9, 90, 70);
    const { secret } = await world.sdk.replace(id, new File([bytes], 'b.png'));
    expect(secret).toMatch(/^[0-9a-f]{10}$/);
    const after = await onlyPhoto();
    expect(after).toMatchObject({
      id,
      title: 'kept',
      tags: ['a'],
      albums: before.albums,
      md5: md5(bytes),
      format: 'png',
    });
    expect((await download(before.url)).status).toBe(404);
    expect((await download(after.url)).bytes).toEqual(bytes);
    expect((await world.state()).counts.bytes).toBe(bytes.length);
  });

  test('nothing is replaced by nothing, or where there is nothing', async () => {
    const bytes = await jpeg(10);
    const id = await world.upload(bytes);
    const replace = (pairs: Pair[], file: Buffer): Promise<string> => uploadByHand(file, pairs, '/services/replace/');
    expect(await replace([['photo_id', '1']], bytes)).toBe(refusalXml(1, 'Photo not found'));
    expect(await replace([['photo_id', id]], Buffer.from('x'))).toContain('code="5"');
    expect(await onlyPhoto()).toMatchObject({ md5: md5(bytes) });
  });
});
