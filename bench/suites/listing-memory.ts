import { readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { urls } from '../../src/jobs/urls';
import { serveEndlessAccount } from '../endless-account';
import { messageOf, startProgram } from '../programs';
import type { Suite } from '../suite';

/** Parts of the listing at whose end memory is looked at. */
const parts = [0.01, 0.1, 0.25, 0.5, 0.75, 1] as const;

/** `ferry urls` on an account of very many resources, as a real job: the worker's memory must not grow with them. */
export const listingMemory: Suite = {
  name: 'listing-memory',
  summary: 'ferry urls on an account of 200 000 resources (--resources), with the memory of the worker',
  async run(world, { resources, say }) {
    const seen = new Map<number, { rssMb: number | undefined; atMs: number }>();
    let startedAt = performance.now();
    let pid: number | undefined;
    const look = (part: number): void => {
      if (seen.has(part)) return;
      const now = { rssMb: memoryMb(pid, 'VmRSS'), atMs: performance.now() - startedAt };
      seen.set(part, now);
      say(`${Math.round(part * 100)} % listed after ${Math.round(now.atMs / 1000)} s, worker ${now.rssMb ?? '?'} MB`);
    };
    const account = await serveEndlessAccount(resources, (before) => {
      for (const part of parts) if (part < 1 && before >= resources * part) look(part);
    });
    const logFile = join(world.dir, 'listing-worker.log');
    const entry = resolve(__dirname, '..', '..', 'src', 'worker.js');
    const environment = { ...world.environment, ...account.environment };
    const worker = startProgram({ entry, environment, dir: world.dir, logFile });
    const output = join(world.dir, 'listing.csv');
    try {
      await messageOf(worker, logFile);
      pid = worker.process.pid;
      const atRestMb = memoryMb(pid, 'VmRSS');
      const spec = urls.toSpec({ output }, { setting: () => undefined, cwd: '/' });
      startedAt = performance.now();
      const { job } = await world.jobs.start(spec, 'bench');
      const over = await world.jobs.untilOver(job.id);
      look(1);
      const elapsedMs = performance.now() - startedAt;
      const { found, done } = await world.state.outcomes.tally(job.id);
      if (over.state !== 'done' || found !== resources || done !== resources)
        throw new Error(`${job.id} is ${over.state}: of ${resources} resources ${found} were found, ${done} listed.`);
      const { size } = await stat(output);
      return [
        {
          title: `ferry urls on ${resources} resources`,
          columns: ['listed', 'seconds', 'worker MB'],
          rows: [
            ['nothing yet', 0, atRestMb],
            ...[...seen].map(([part, { rssMb, atMs }]) => [`${Math.round(part * 100)} %`, atMs / 1000, rssMb]),
            ['peak', elapsedMs / 1000, memoryMb(pid, 'VmHWM')],
          ],
          notes: [
            `${Math.round((resources / elapsedMs) * 1000)} resources a second, the CSV of ${(size / 1e6).toFixed(0)} MB included; ${((account.calls() / resources) * 1000).toFixed(2)} calls of the Admin API for each 1000.`,
          ],
        },
      ];
    } finally {
      await worker.stop();
      await account.close();
      await rm(output, { force: true });
    }
  },
};

/** Memory of a process in MB, as `/proc` has it (proc(5)); `undefined` where there is none. */
function memoryMb(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return found === undefined ? undefined : Math.round(Number(found) / 1024);
  } catch {
    return undefined;
  }
}
