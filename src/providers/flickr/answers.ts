import { z } from 'zod';

const text = z
  .union([
    z.string(),
    z.number().transform(String),
    z.object({ _content: z.string() }).transform(({ _content }) => _content),
  ])
  .nullish()
  .transform((value) => value ?? undefined);
const count = z.coerce.number();
const flag = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => value === true || String(value ?? '0') === '1');

/** Who a token is for (`flickr.test.login`). */
export const loginSchema = z.object({ user: z.object({ id: z.string(), username: text }) });

const paging = { page: count, pages: count, total: count };

/** One page of the account's albums (`flickr.photosets.getList`). */
export const albumListSchema = z.object({
  photosets: z.object({ ...paging, photoset: z.array(z.object({ id: z.string(), title: text })) }),
});

/** What is known of one album (`flickr.photosets.getInfo`). */
export const albumInfoSchema = z.object({ photoset: z.object({ id: z.string(), title: text }) });

/** The album that was made (`flickr.photosets.create`). */
export const albumMadeSchema = z.object({ photoset: z.object({ id: z.string() }) });

const listedPhoto = z.object({
  id: z.string(),
  title: text,
  media: text,
  originalsecret: text,
  originalformat: text,
  datetaken: text,
  datetakenunknown: flag,
  dateupload: text,
  machine_tags: text,
  url_o: text,
});

/** A photo as listings show it. */
export type ListedPhoto = z.output<typeof listedPhoto>;

/** What listings have to be asked for besides id and title. */
export const photoExtras = 'original_format,machine_tags,date_taken,date_upload,media,url_o';

/** One page of an album (`flickr.photosets.getPhotos`). */
export const albumPhotosSchema = z.object({ photoset: z.object({ ...paging, photo: z.array(listedPhoto) }) });

/** One page of a search or of the photos in no album (`flickr.photos.search`, `flickr.photos.getNotInSet`). */
export const photosSchema = z.object({ photos: z.object({ ...paging, photo: z.array(listedPhoto) }) });

/** What is known of one photo (`flickr.photos.getInfo`). */
export const photoInfoSchema = z.object({
  photo: z.object({
    id: z.string(),
    title: text,
    media: text,
    originalsecret: text,
    originalformat: text,
    dates: z.object({ posted: text, taken: text, takenunknown: flag }),
    tags: z
      .object({ tag: z.array(z.object({ id: z.string(), raw: text, _content: z.string().optional() })) })
      .nullish()
      .transform((value) => value?.tag ?? []),
  }),
});

/** The albums a photo is in (`flickr.photos.getAllContexts`). */
export const contextsSchema = z.object({
  set: z
    .array(z.object({ id: z.string(), title: text }))
    .nullish()
    .transform((value) => value ?? []),
});

/** The sizes of a photo or film (`flickr.photos.getSizes`). */
export const sizesSchema = z.object({
  sizes: z.object({ size: z.array(z.object({ label: z.string(), source: z.string() })) }),
});
