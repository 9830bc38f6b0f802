import { v2 as cloudinary } from 'cloudinary';
import type { Readable } from 'node:stream';

/** `shop/autumn/1.png` as a public id. */
export function publicIdOf(path: string): string {
  return path.replace(/\.[^./]+$/, '');
}

/** Pipes a stream into an upload, as the SDK's README shows it. */
export function uploadStream(body: Readable, publicId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = cloudinary.uploader.upload_stream({ public_id: publicId }, (error) => {
      if (error === undefined) resolve();
      else reject(new Error(error.message));
    });
    body.on('error', reject);
    body.pipe(upload);
  });
}

/** Has Cloudinary fetch a link. */
export async function uploadLink(link: string, publicId: string): Promise<void> {
  await cloudinary.uploader.upload(link, { public_id: publicId });
}
