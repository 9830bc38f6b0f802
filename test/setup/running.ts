import type { TemporalProcess } from '../../src/embedded/start-temporal';

/** What global setup has started, for global teardown: both run in one process, each with modules of its own. */
interface Running {
  server: TemporalProcess;
  dir: string;
}

const running = new Map<string, Running>();
const key = Symbol.for('assetferry.test.running');

function shared(): Map<string, Running> {
  const found: unknown = Reflect.get(globalThis, key);
  if (found instanceof Map) return found;
  Reflect.set(globalThis, key, running);
  return running;
}

/** Notes the server that runs for the tests, and the folder of its data. */
export function keep(server: TemporalProcess, dir: string): void {
  shared().set('temporal', { server, dir });
}

/** Gives what was noted, once. */
export function handOver(): Running | undefined {
  const found = shared().get('temporal');
  shared().delete('temporal');
  return found;
}
