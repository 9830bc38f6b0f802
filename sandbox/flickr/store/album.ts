/** An album; the API calls it a photoset. Its photos are kept by `AlbumStore`. */
export interface Album {
  id: string;
  title: string;
  description: string;
  /** The photo that stands for it. */
  primary: string;
  /** Place among the albums; the lowest first. */
  order: number;
  /** Seconds since 1970. */
  createdAt: number;
  updatedAt: number;
}
