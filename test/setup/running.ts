import type { TemporalProcess } from '../../src/embedded/start-temporal';

/** What global setup has started, for global teardown: jest loads both with the same modules. */
interface Running {
  server: TemporalProcess;
  dir: string;
}

let running: Running | undefined;

/** Notes the server that runs for the tests, and the folder of its data. */
export function keep(server: TemporalProcess, dir: string): void {
  running = { server, dir };
}

/** Gives what was noted. */
export function handOver(): Running | undefined {
  return running;
}
