import { connect } from 'node:net';

/** Why no TCP connection to `host:port` can be made within 2 s; `undefined` when one can. */
export function whyNotOpen(address: string): Promise<string | undefined> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: 2_000 });
    const end = (reason?: string): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end('no connection within 2 s'));
    socket.once('error', (error) => end(error.message));
  });
}
