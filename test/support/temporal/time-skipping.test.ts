import { Worker } from '@temporalio/worker';
import { createTimeSkipping } from './time-skipping';
import { threeDaysWorkflow } from './smoke-workflows';

test('three days pass in seconds', async () => {
  const env = await createTimeSkipping();
  try {
    const taskQueue = 'time-skipping';
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowsPath: require.resolve('./smoke-workflows'),
    });
    const startedAt = Date.now();
    const before = await env.currentTimeMs();
    const result = await worker.runUntil(
      env.client.workflow.execute(threeDaysWorkflow, { workflowId: 'three-days', taskQueue }),
    );
    expect(result).toBe('woke');
    expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(72 * 3_600_000);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  } finally {
    await env.teardown();
  }
}, 300_000);
