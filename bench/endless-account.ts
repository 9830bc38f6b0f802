import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const cloud = 'endless';
const folders = 1000;
/** What a page holds when nothing else is asked for, and at most (Admin API reference, `max_results`). */
const [defaultPage, mostListed] = [10, 500];

/** An account of Cloudinary's that can be listed and nothing else. Its pictures are made up as they are listed. */
export interface EndlessAccount {
  /** Settings that lead to it. */
  environment: Record<string, string>;
  /** Calls of the Admin API so far. */
  calls(): number;
  close(): Promise<void>;
}

/**
 * Serves listings of so many pictures in flat memory: a real sandbox would have to hold them all.
 * @param listed Told before each page how many pictures the pages until then have had.
 */
export async function serveEndlessAccount(count: number, listed: (before: number) => void): Promise<EndlessAccount> {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    answer(request, response);
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const route = pathname.split('/').slice(3).join('/');
    if (route === 'ping') return send(response, 200, { status: 'ok' });
    if (route === 'config') return send(response, 200, { cloud_name: cloud, settings: { folder_mode: 'dynamic' } });
    if (route !== 'resources/image/upload') return send(response, 404, { error: { message: `No ${route}` } });
    const start = Number(query.get('next_cursor') ?? 0);
    const wanted = Math.min(Number(query.get('max_results') ?? defaultPage), mostListed);
    listed(start);
    const end = Math.min(count, start + wanted);
    const resources = Array.from({ length: end - start }, (_, n) => resourceOf(start + n));
    send(response, 200, { resources, ...(end < count ? { next_cursor: String(end) } : {}) });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const prefix = encodeURIComponent(`http://127.0.0.1:${port}`);
  return {
    environment: {
      CLOUDINARY_URL: `cloudinary://key:secret@${cloud}?upload_prefix=${prefix}`,
      CLOUDINARY_CLOUD_NAME: cloud,
      CLOUDINARY_API_KEY: 'key',
      CLOUDINARY_API_SECRET: 'secret',
      CLOUDINARY_UPLOAD_PREFIX: `http://127.0.0.1:${port}`,
    },
    calls: () => calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A picture as a listing shows it, with tags and context of everyday length. */
function resourceOf(n: number): Record<string, unknown> {
  const folder = `products/brand-${String(n % folders).padStart(4, '0')}`;
  const publicId = `${folder}/picture-${String(n).padStart(8, '0')}`;
  const url = `https://res.cloudinary.com/${cloud}/image/upload/v1760000000/${publicId}.jpg`;
  return {
    asset_id: n.toString(16).padStart(32, '0'),
    public_id: publicId,
    format: 'jpg',
    version: 1_760_000_000 + (n % 1_000_000),
    resource_type: 'image',
    type: 'upload',
    created_at: '2025-10-09T08:53:20Z',
    bytes: 100_000 + n,
    width: 1600,
    height: 1200,
    asset_folder: folder,
    display_name: `picture-${n}`,
    url: url.replace('https', 'http'),
    secure_url: url,
    tags: ['autumn', 'shoes', `sku-${n % 5000}`],
    context: { custom: { alt: `Picture ${n} of the catalogue`, sku: String(n % 5000) } },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
