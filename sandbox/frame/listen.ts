import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port is taken by somebody else. */
export class PortInUse extends Error {
  constructor(readonly port: number) {
    super(`port ${port} is in use: stop what listens there, or choose another port with --port (0 takes any free one)`);
    this.name = 'PortInUse';
  }
}

/** Starts an HTTP server that is patient with slow clients; port 0 takes a free one. */
export async function listen(host: string, port: number, onRequest: RequestListener): Promise<Server> {
  // Idle connections outlive the pauses of any client, so that none is closed just as a request is sent on it.
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0, noDelay: true }, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(port) : error),
    );
    server.listen(port, host, resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Stops listening and drops every connection. */
export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
