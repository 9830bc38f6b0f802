import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { jsonAnswer } from './frame/answer';
import { answerControl, type Controls } from './frame/control';
import { dispatch } from './frame/dispatch';
import { Exchange } from './frame/exchange';
import { FaultBook } from './frame/fault-book';
import { listen, portOf, stopListening } from './frame/listen';
import { RequestLog } from './frame/request-log';
import { sendAnswer } from './frame/send-answer';
import type { Service } from './frame/service';
import { makeTemporaryFolder } from './frame/temporary-folder';
import { registry } from './registry';

/** How a sandbox is started. */
export interface SandboxOptions {
  /** Port to listen on; 0 or absent takes a free one. */
  port?: number;
  /** Interface to listen on; this machine only unless said otherwise. */
  host?: string;
  /** Folder for everything stored; absent: a temporary one that goes away on close. */
  data?: string;
  /** Delay of every answer of a service, in milliseconds. */
  latencyMs?: number;
}

/** A sandbox that listens. */
export interface Sandbox {
  port: number;
  url: string;
  /** Settings that make clients use it, as written to an env file. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** Starts the sandbox: every service of the registry on one port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1';
  const controls: Controls = {
    services: [],
    faults: new FaultBook(),
    log: new RequestLog(),
    latency: { ms: options.latencyMs ?? 0 },
  };
  let begin: () => void = () => undefined;
  const ready = new Promise<void>((resolveReady) => (begin = resolveReady));
  const server = await listen(host, options.port ?? 0, (request, response) => {
    const exchange = new Exchange(request, response);
    // Who comes while the services still load waits: after a restart nobody is told that nothing is there.
    ready
      .then(() => answer(exchange, controls))
      .catch((error: unknown) => {
        process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
        request.socket.destroy();
      });
  });
  const port = portOf(server);
  const url = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  const root = options.data === undefined ? await makeTemporaryFolder() : resolve(options.data);
  const stop = async (): Promise<void> => {
    await stopListening(server);
    for (const service of controls.services) await service.close();
    if (options.data === undefined) await rm(root, { recursive: true, force: true });
  };
  try {
    await openServices(root, options.data !== undefined, controls, url);
    begin();
  } catch (error) {
    await stop();
    throw error;
  }
  const environment = Object.assign({}, ...controls.services.map((service) => service.environment())) as Record<
    string,
    string
  >;
  let closing: Promise<void> | undefined;
  return { port, url, environment, close: () => (closing ??= stop()) };
}

async function openServices(root: string, durable: boolean, controls: Controls, url: string): Promise<void> {
  for (const [name, create] of Object.entries(registry)) {
    const directory = join(root, name);
    await mkdir(directory, { recursive: true });
    controls.services.push(await create({ directory, durable, log: controls.log, baseUrl: () => url }));
  }
}

async function answer(exchange: Exchange, controls: Controls): Promise<void> {
  if (exchange.path.startsWith('/__')) return sendAnswer(exchange, await answerControl(exchange, controls));
  const service = controls.services.find((one: Service) => one.claims(exchange));
  if (service) return dispatch(service, exchange, controlsAsPassage(controls));
  return sendAnswer(exchange, jsonAnswer(404, { error: { message: `No service answers ${exchange.path}` } }));
}

function controlsAsPassage({ faults, log, latency }: Controls): Parameters<typeof dispatch>[2] {
  return { faults, log, latencyMs: () => latency.ms };
}
