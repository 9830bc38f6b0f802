import { jpeg, md5 } from '../support/media';
import { World, type StoredPhoto } from './support';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

interface Sizes {
  sizes: { size: { label: string; source: string; media: string; width: number; height: number }[] };
}

const onlyPhoto = async (): Promise<StoredPhoto> => {
  const { photos } = await world.state();
  const [photo] = photos;
  if (!photo || photos.length !== 1) throw new Error(`${photos.length} photos`);
  return photo;
};

test('what was uploaded comes back byte by byte, from the address the API gives', async () => {
  const bytes = await jpeg(1, 600, 400);
  const id = await world.upload(bytes, { title: 'A title', description: 'Line', is_public: '0' });
  const { sizes } = await world.call<Sizes>('flickr.photos.getSizes', { photo_id: id });
  const original = sizes.size.find(({ label }) => label === 'Original');
  expect(original).toMatchObject({ width: 600, height: 400, media: 'photo' });
  const response = await fetch(original?.source ?? '');
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  expect(await onlyPhoto()).toMatchObject({
    id,
    title: 'A title',
    bytes: bytes.length,
    md5: md5(bytes),
    ispublic: false,
  });
});
