import { ApplicationFailure } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import type { Activities } from '../../src/activities/types';
import { emptyTally } from '../../src/core/outcome';
import type { jobWorkflow } from '../../src/workflows/job';
import type { JobResult } from '../../src/workflows/job-input';
import { fakeActivities } from '../support/fake-activities';
import { quietRuntime } from '../support/temporal/quiet-runtime';
import { createTimeSkipping } from '../support/temporal/time-skipping';
import { uploadSpec } from '../support/upload-spec';

const hourMs = 3_600_000;
let env: TestWorkflowEnvironment;

beforeAll(async () => {
  quietRuntime();
  env = await createTimeSkipping();
}, 300_000);
afterAll(() => env.teardown());

/** Runs a job over fake activities to its end, on a clock that jumps from timer to timer. */
async function runJob(replaced: Partial<Activities>): Promise<{ result: JobResult; tookMs: number; closedAt: number }> {
  const taskQueue = randomUUID();
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowsPath: require.resolve('../../src/workflows'),
    activities: fakeActivities({
      ...replaced,
      // The clock is read while the job closes: with nothing left to wait for, this server's clock runs away.
      closeJob: async () => {
        closedAt = await env.currentTimeMs();
        return { tally: emptyTally(), reportPath: '/report.csv' };
      },
    }),
  });
  let closedAt = 0;
  const before = await env.currentTimeMs();
  const jobId = `upload/${taskQueue}`;
  const result = await worker.runUntil(
    env.client.workflow.execute<typeof jobWorkflow>('jobWorkflow', {
      workflowId: jobId,
      taskQueue,
      args: [{ jobId, spec: uploadSpec('/photos', { concurrency: 4 }), isSearchable: false }],
    }),
  );
  return { result, tookMs: closedAt - before, closedAt };
}

test('an hour until the upload quota resets is waited out on a timer, and every asset is done after it', async () => {
  const resetAt = (await env.currentTimeMs()) + hourMs;
  const refused: number[] = [];
  const done = new Set<string>();
  const { closedAt } = await runJob({
    performOperation: async ({ operation }) => {
      const now = await env.currentTimeMs();
      if (now < resetAt) {
        refused.push(now);
        const details = [
          { quota: 'cloudinary:demo:upload', resetAt: new Date(resetAt).toISOString(), service: 'Cloudinary' },
        ];
        throw ApplicationFailure.create({ type: 'RateLimited', message: 'limit', nonRetryable: true, details });
      }
      done.add(operation.item);
      return { status: 'done', bytes: 10 };
    },
  });
  expect(done.size).toBe(10);
  expect(closedAt).toBeGreaterThanOrEqual(resetAt);
  expect(closedAt).toBeLessThan(resetAt + 60_000);
  // No more than the lanes that were at work when the first was refused.
  expect(refused.length).toBeLessThanOrEqual(4);
});

test('an hour without Admin calls keeps nobody from uploading', async () => {
  const before = await env.currentTimeMs();
  const resetAt = new Date(before + hourMs).toISOString();
  let listed = 0;
  const { tookMs } = await runJob({
    listInventory: async () => {
      listed += 1;
      const details = [{ quota: 'cloudinary:demo:admin', resetAt, service: 'Cloudinary' }];
      throw ApplicationFailure.create({ type: 'RateLimited', message: 'limit', nonRetryable: true, details });
    },
  });
  expect(tookMs).toBeLessThan(60_000);
  expect(listed).toBe(1);
});

test('an asset that fails for half an hour by itself is given up, and the others are done', async () => {
  const done = new Set<string>();
  const failed: string[] = [];
  let attempts = 0;
  const { tookMs } = await runJob({
    performOperation: async ({ operation }) => {
      if (operation.item === 'f/3.jpg') {
        attempts += 1;
        const details = [{ service: 'Cloudinary account demo', attemptMs: 100, attempt: 4 }];
        throw ApplicationFailure.create({ type: 'Transient', message: 'odd', nonRetryable: true, details });
      }
      done.add(operation.item);
      return { status: 'done', bytes: 10 };
    },
    recordFailures: async ({ failures }) =>
      void failed.push(...failures.map(({ item, failure }) => `${item} ${failure.kind}`)),
  });
  expect(done.size).toBe(9);
  expect(failed).toEqual(['f/3.jpg Transient']);
  expect(attempts).toBeGreaterThan(5);
  expect(tookMs).toBeGreaterThan(20 * 60_000);
  expect(tookMs).toBeLessThan(45 * 60_000);
});

test('servers of anybody’s that are gone fail their assets within minutes, and are no outage of a service', async () => {
  const done = new Set<string>();
  const failed: string[] = [];
  let probes = 0;
  const { tookMs } = await runJob({
    performOperation: async ({ operation }) => {
      if (Number(/\d+/.exec(operation.item)) < 8) {
        const details = [{ atOrigin: true, attemptMs: 100, attempt: 4 }];
        throw ApplicationFailure.create({ type: 'Transient', message: 'ERR_DNS_FAIL', nonRetryable: true, details });
      }
      done.add(operation.item);
      return { status: 'done', bytes: 10 };
    },
    recordFailures: async ({ failures }) => void failed.push(...failures.map(({ item }) => item)),
    probeService: async () => {
      probes += 1;
      return { alive: true, message: 'it answers' };
    },
  });
  expect(done.size).toBe(2);
  expect(failed).toHaveLength(8);
  expect(probes).toBe(0);
  expect(tookMs).toBeLessThan(5 * 60_000);
});

test('an outage of two hours fails no asset', async () => {
  const backAt = (await env.currentTimeMs()) + 2 * hourMs;
  const done = new Set<string>();
  const failed: string[] = [];
  const { tookMs } = await runJob({
    performOperation: async ({ operation }) => {
      if ((await env.currentTimeMs()) < backAt) {
        const details = [{ service: 'Cloudinary account demo', attemptMs: 100, attempt: 4 }];
        throw ApplicationFailure.create({ type: 'Transient', message: 'no answer', nonRetryable: true, details });
      }
      done.add(operation.item);
      return { status: 'done', bytes: 10 };
    },
    probeService: async () => ({ alive: (await env.currentTimeMs()) >= backAt, message: '' }),
    recordFailures: async ({ failures }) => void failed.push(...failures.map(({ item }) => item)),
  });
  expect(failed).toEqual([]);
  expect(done.size).toBe(10);
  expect(tookMs).toBeLessThan(2 * hourMs + 20 * 60_000);
});
