import { Router, type Request } from 'express';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { failureKinds } from '../../core/failure';
import { jobReport } from '../../reporting/job-report';
import type { ReportPorts } from '../../reporting/report-ports';
import type { JobRecord } from '../../state/jobs';
import type { State } from '../../state/state';
import type { JobClient } from '../job-client';
import { waitingDeletions } from '../waiting-deletions';
import { Problem } from './problem';

/** What the routes of jobs need. */
export interface JobRoutesPorts {
  jobs: Pick<JobClient, 'progress' | 'pause' | 'resume' | 'cancel' | 'retry' | 'approve'>;
  state: State;
  report: ReportPorts;
  /** Whose wish it is, for the job's history. */
  who: string;
}

const why = z.string().min(1).max(1000).optional();
const part = z.strictObject({ folder: z.string().optional(), why }).default({});
const retrying = z
  .strictObject({ folder: z.string().optional(), kind: z.enum(failureKinds).optional(), why })
  .default({});
const approving = z
  .strictObject({ half: z.string().optional(), album: z.string().optional(), plan: z.string().optional(), why })
  .default({});
const listing = z.object({
  open: z.enum(['true', 'false']).default('false'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/**
 * `/jobs`: what there is, how each stands, and what people may ask of one. A job's id has a slash in it and is written in
 * the path as `%2F`, or as it is.
 */
export function jobRoutes({ jobs, state, report, who }: JobRoutesPorts): Router {
  const router = Router();

  router.get('/', async (request, response) => {
    const { open, limit } = listing.parse(request.query);
    response.json({ jobs: (await state.jobs.list({ open: open === 'true', limit })).map(shown) });
  });

  router.get('/*id/report.csv', async (request, response) => {
    const job = await found(request);
    response.type('text/csv; charset=utf-8');
    await pipeline(await jobReport(job, report), response);
  });

  router.get('/*id/deletions', async (request, response) => {
    const job = await found(request);
    const deletions = [];
    for await (const one of waitingDeletions({ state, jobs }, job.id)) deletions.push(one);
    response.json({ job: job.id, deletions });
  });

  router.get('/*id', async (request, response) => {
    const job = await found(request);
    const [tally, live, events] = await Promise.all([
      state.outcomes.tally(job.id),
      jobs.progress(job.id).catch(() => undefined),
      state.jobs.events(job.id),
    ]);
    response.json({ ...shown(job), tally, progress: live, events });
  });

  router.post('/*id/pause', async (request, response) => {
    const { id } = await found(request);
    response.json({ job: id, answer: await jobs.pause(id, { who, ...part.parse(request.body) }) });
  });

  router.post('/*id/resume', async (request, response) => {
    const { id } = await found(request);
    response.json({ job: id, answer: await jobs.resume(id, { who, ...part.parse(request.body) }) });
  });

  router.post('/*id/cancel', async (request, response) => {
    const { id } = await found(request);
    response.json({ job: id, answer: await jobs.cancel(id, { who, ...part.parse(request.body) }) });
  });

  router.post('/*id/retry', async (request, response) => {
    const { id } = await found(request);
    response.json({ job: id, answer: await jobs.retry(id, { who, ...retrying.parse(request.body) }) });
  });

  router.post('/*id/approve', async (request, response) => {
    const { id } = await found(request);
    response.json({ job: id, answer: await jobs.approve(id, { who, ...approving.parse(request.body) }) });
  });

  /** @throws {Problem} 404 naming the job. */
  async function found(request: Request): Promise<JobRecord> {
    const given: unknown = request.params.id;
    const id = Array.isArray(given) ? given.join('/') : String(given);
    const job = await state.jobs.get(id);
    if (job === undefined)
      throw new Problem(404, 'Not found', `There is no job ${id}. GET /jobs lists those there are.`);
    return job;
  }

  return router;
}

function shown({ id, type, name, state, stateReason, startedBy, createdAt, endedAt, executions }: JobRecord) {
  return { job: id, type, name, state, reason: stateReason, startedBy, createdAt, endedAt, executions };
}
