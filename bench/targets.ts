import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RouteName } from './measure';
import type { World } from './world';

/** Where assets go, and how it is seen what has arrived. */
export interface Target {
  /** A place of its own for one way, as ways are told it. */
  placeOf(world: World, folder: string): string;
  /** The MD5 of each picture that lies there. */
  arrived(world: World, place: string): Promise<string[]>;
  /** The route whose answer ends an asset. */
  lastRoute: RouteName;
}

const storedSchema = z.object({ assets: z.array(z.object({ public_id: z.string(), etag: z.string() })) });

/** A folder of the account at Cloudinary. */
export const cloudinaryFolder: Target = {
  placeOf: (_world, folder) => folder,
  async arrived({ sandbox }, place) {
    const { assets } = await sandbox.state('cloudinary', storedSchema);
    return assets.filter(({ public_id: id }) => id.startsWith(`${place}/`)).map(({ etag }) => etag);
  },
  lastRoute: { service: 'cloudinary', route: 'POST upload' },
};

/** A folder on disk that Cloudinary's assets are saved to. What lies there besides pictures does not count. */
export const diskFolder: Target = {
  placeOf: ({ dir }, folder) => join(dir, folder),
  async arrived(_world, place) {
    const entries = await readdir(place, { withFileTypes: true, recursive: true });
    const pictures = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jpg'));
    return Promise.all(pictures.map(({ parentPath, name }) => md5Of(join(parentPath, name))));
  },
  lastRoute: { service: 'cloudinary', route: 'GET delivery' },
};

async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
