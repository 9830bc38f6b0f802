/** How the address says what kind of thing it is (Cloudinary, "Transformation URL syntax" and "SEO-friendly URLs"). */
export type DeliveryForm =
  /** `image/upload/…` */
  | 'plain'
  /** `images/…/<public id>/<suffix>.jpg`, `files/…`, `videos/…` */
  | 'seo'
  /** `iu/…` */
  | 'short'
  /** Nothing at all: an image that was uploaded. */
  | 'root'
  /** `image/fetch/…/https://…`: the rest is an address elsewhere. */
  | 'fetch';

/** A delivery URL of Cloudinary, taken apart. What is put together from them is the URL, letter by letter. */
export interface DeliveryUrlParts {
  /** `https:` or `http:` as written; empty where the URL begins with `//`. */
  scheme: string;
  /** The host, with its port where it has one. */
  host: string;
  /** The cloud's name, from the path or from the host. */
  cloud?: string;
  /** True when the cloud's name is the first part of the path. */
  isCloudInPath: boolean;
  resourceType: 'image' | 'video' | 'raw';
  /** The delivery type: `upload`, `private`, `authenticated`, `fetch`, `facebook` ... */
  type: string;
  form: DeliveryForm;
  /** The signature between `s--` and `--`. */
  signature?: string;
  /** The components of the transformation, as they are written. */
  transformation: string[];
  /** The digits after `v`. */
  version?: string;
  /** The public id as people write it; for `fetch` the address elsewhere. */
  publicId: string;
  /** The public id as it stands in the URL, escaped. The URL is put together from this one. */
  escapedId: string;
  /** What follows the last dot, when it is a format: that of the delivered file, not of the stored one. */
  extension?: string;
  /** The words at the end of an `seo` form. */
  suffix?: string;
  /** All from the first `?` or `#` on. */
  query?: string;
  /**
   * There where folders and transformation cannot be told apart: without a version, `t_shirts/blue.png` may be the
   * image `blue` by a named transformation, or `t_shirts/blue`.
   */
  ambiguous?: true;
}
