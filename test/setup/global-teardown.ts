import { rm } from 'node:fs/promises';
import { handOver } from './running';

/** After the last test: the server ends and its data go. */
export default async function globalTeardown(): Promise<void> {
  const running = handOver();
  if (running === undefined) return;
  await running.server.kill(); // Its data go anyway: no need for it to tidy up.
  await rm(running.dir, { recursive: true, force: true });
}
