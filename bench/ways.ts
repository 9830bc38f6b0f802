import { z } from 'zod';
import type { JobSpec } from '../src/core/spec';
import { cpuMsOf } from './programs';
import type { World } from './world';

/** What one way is to do. */
export interface Task {
  /** The source's folder, as the service calls it. */
  from: string;
  /** Where it goes: a folder at Cloudinary, or on disk. */
  to: string;
  assets: number;
  concurrency: number;
}

/** What it took. */
export interface Taken {
  /** From the start, when its process is loaded and ready, to the end. */
  elapsedMs: number;
  cpuMs: number | undefined;
  /** Processor time of the Temporal server meanwhile; absent for what needs none. */
  serverCpuMs?: number;
}

/** One way to do the work. */
export interface Way {
  name: string;
  /** Routes by which its process downloads from the source, where they are not those of all ways. */
  downloadRoutes?: readonly string[];
  run(world: World, task: Task): Promise<Taken>;
}

/** A job of ferry's: from its start to its end, report and all, on a worker that is new and ready. */
export function ferryJob({ name, specOf }: { name: string; specOf: (task: Task) => JobSpec }): Way {
  return {
    name,
    async run({ jobs, state, startWorker, serverPid }, task) {
      const worker = await startWorker();
      try {
        const pids = [worker.process.pid, serverPid];
        const before = pids.map(cpuMsOf);
        const startedAt = performance.now();
        const { job } = await jobs.start(specOf(task), 'bench');
        const over = await jobs.untilOver(job.id);
        const elapsedMs = performance.now() - startedAt;
        const [cpuMs, serverCpuMs] = pids.map((pid, at) => difference(cpuMsOf(pid), before[at]));
        if (over.state !== 'done') throw new Error(`${job.id} is ${over.state}, not done.`);
        const { found, done, failed } = await state.outcomes.tally(job.id);
        if (found !== task.assets || done !== task.assets) {
          const why: string[] = [];
          for await (const { item, error = '' } of state.outcomes.read(job.id, { statuses: ['failed', 'skipped'] }))
            if (why.length < 3) why.push(`${item}: ${error}`);
          const counts = `${task.assets} assets were to be done, ${found} were found, ${failed} failed.`;
          throw new Error([`${job.id}: ${counts}`, ...why].join('\n'));
        }
        return { elapsedMs, cpuMs, serverCpuMs };
      } finally {
        await worker.stop();
      }
    },
  };
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}

const takenSchema = z.object({ elapsedMs: z.number(), cpuMs: z.number() });

/** A script of `bench/plain-script`: from when it is loaded to its end, as it measures itself. */
export function plainScript({ name, script, args = [] }: { name: string; script: string; args?: string[] }): Way {
  return {
    name,
    async run({ startScript }, { from, to, concurrency }) {
      const running = startScript(script, [from, to, String(concurrency), ...args]);
      try {
        return takenSchema.parse(await running.message);
      } finally {
        await running.script.stop();
      }
    },
  };
}
