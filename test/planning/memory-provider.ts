import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Asset, Oddity } from '../../src/core/asset';
import type { MediaKind } from '../../src/core/media';
import { folderOf, nameOf } from '../../src/core/naming';
import type { Destination, Source, StoredAsset } from '../../src/providers/provider';

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** A source whose assets are texts in memory; it counts how often content was read. */
export class MemorySource implements Source {
  readonly scope = 'memory:/photos';
  readonly service = 'a test';
  readonly quotas = [];
  readonly oddities: Oddity[] = [];
  reads = 0;
  private readonly texts = new Map<string, { text: string; asset: Asset }>();

  put(path: string, text: string, media: MediaKind = 'image', more: Partial<Asset> = {}): Asset {
    const asset: Asset = {
      path,
      name: nameOf(path),
      bytes: Buffer.byteLength(text),
      fingerprint: md5(`${path} ${text}`),
      media,
      format: media === 'image' ? 'jpeg' : media === 'video' ? 'mp4' : 'plain text',
      ...more,
    };
    this.texts.set(path, { text, asset });
    return asset;
  }

  async check() {
    return { name: 'photos' };
  }

  async folders() {
    const paths = new Set(['', ...[...this.texts.keys()].map(folderOf)]);
    return { entries: [...paths].sort().map((path) => ({ path })) };
  }

  async list({ folder: { path: folder }, cursor, limit }: Parameters<Source['list']>[0]) {
    const all = [...this.texts.values()].map(({ asset }) => asset).filter(({ path }) => folderOf(path) === folder);
    const rest = all.sort((a, b) => (a.path < b.path ? -1 : 1)).filter(({ path }) => path > (cursor ?? ''));
    const entries = rest.slice(0, limit);
    const oddities = cursor === undefined ? this.oddities.filter(({ path }) => folderOf(path) === folder) : [];
    return { entries, oddities, cursor: rest.length > limit ? entries.at(-1)?.path : undefined };
  }

  async content({ path }: { path: string }) {
    const { text, asset } = this.texts.get(path) ?? { text: '', asset: this.put(path, '') };
    return {
      bytes: asset.bytes,
      fingerprint: asset.fingerprint,
      open: async () => {
        this.reads += 1;
        return Readable.from([Buffer.from(text)]);
      },
    };
  }
}

/** A destination whose listing is what a test says. */
export class MemoryDestination implements Destination {
  readonly scope: string;
  readonly service = 'a test';
  readonly quotas = { listing: [], writing: [] };
  readonly stored: StoredAsset[] = [];

  constructor(name: string) {
    this.scope = `memory:${name}`;
  }

  store(
    path: string,
    text: string,
    resourceType: StoredAsset['resourceType'] = 'image',
    etag = md5(text),
  ): StoredAsset {
    const bytes = Buffer.byteLength(text);
    const asset = { path, resourceType, etag, bytes, result: { publicId: path, etag, bytes } };
    this.stored.push(asset);
    return asset;
  }

  async check(): Promise<void> {
    return undefined;
  }

  async list({ cursor }: { cursor?: string }) {
    const from = Number(cursor ?? 0);
    return {
      entries: this.stored.slice(from, from + 2),
      cursor: from + 2 < this.stored.length ? String(from + 2) : undefined,
    };
  }

  async stat(): Promise<undefined> {
    return undefined;
  }

  async put(): Promise<never> {
    throw new Error('planning sends nothing');
  }
}
