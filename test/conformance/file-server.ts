import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of files, some of which are not what they should be. */
export class Files {
  readonly asked: { url: string; authorization?: string }[] = [];
  private readonly server: Server = createServer((request, response) => {
    const url = request.url ?? '';
    this.asked.push({ url, authorization: request.headers.authorization });
    if (url.startsWith('/page')) return response.setHeader('content-type', 'text/html').end('<html></html>');
    if (url.startsWith('/busy')) return response.writeHead(503).end();
    if (url.startsWith('/secret')) return response.writeHead(403).end();
    if (!url.startsWith('/ok')) return response.writeHead(404).end();
    return response.setHeader('content-type', 'image/png').end(this.picture);
  });
  private picture: Buffer = Buffer.alloc(0);

  async start(picture: Buffer): Promise<void> {
    this.picture = picture;
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
