import { freePort, isPortFree } from './free-port';
import type { ChosenPort, KeeperOptions } from './keeper-options';
import type { ServerRecord } from './server-record';

export interface KeptPorts {
  port: number;
  uiPort: number | undefined;
}

/** A port that somebody chose is in use: only another choice helps. */
export class PortInUseError extends Error {
  constructor({ number, setting }: ChosenPort) {
    super(`Port ${number} is in use by another program. End that program or choose another port by ${setting}.`);
    this.name = 'PortInUseError';
  }
}

/**
 * Chooses the server's ports: the given ones, else those of the last time so that links and bookmarks hold, else free
 * ones.
 *
 * @throws PortInUseError when a given port is in use
 */
export async function choosePorts(options: KeeperOptions, last: ServerRecord | undefined): Promise<KeptPorts> {
  const port = await choosePort(options.port, last?.port);
  if (options.headless) return { port, uiPort: undefined };
  let uiPort = await choosePort(options.uiPort, last?.uiPort);
  if (uiPort === port) uiPort = await freePort();
  return { port, uiPort };
}

async function choosePort(chosen: ChosenPort | undefined, last: number | undefined): Promise<number> {
  if (chosen !== undefined) {
    if (await isPortFree(chosen.number)) return chosen.number;
    throw new PortInUseError(chosen);
  }
  return last !== undefined && (await isPortFree(last)) ? last : freePort();
}
