import { rm } from 'node:fs/promises';
import { handOver } from './running';

/** After the last test: the server stops and its data go. */
export default async function globalTeardown(): Promise<void> {
  const running = handOver();
  if (running === undefined) return;
  await running.server.stop();
  await rm(running.dir, { recursive: true, force: true });
}
