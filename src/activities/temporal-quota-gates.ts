import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ClosedGate } from '../core/quota';
import { limitMetSignal, subscribeSignal, unsubscribeSignal } from '../workflows/messages';
import { mainQueue, quotaGateId } from '../workflows/queue-names';
import type { quotaGateWorkflow } from '../workflows/quota-gate';
import type { QuotaGates } from './ports';

/** Quota gates as workflows: one a quota, started by the first word to it. */
export class TemporalQuotaGates implements QuotaGates {
  constructor(private readonly client: Client) {}

  async join(jobId: string, quota: string): Promise<void> {
    await this.client.workflow.signalWithStart<typeof quotaGateWorkflow, [{ jobId: string }]>('quotaGateWorkflow', {
      ...startOptions(quota),
      signal: subscribeSignal,
      signalArgs: [{ jobId }],
    });
  }

  async leave(jobId: string, quota: string): Promise<void> {
    try {
      await this.client.workflow.getHandle(quotaGateId(quota)).signal(unsubscribeSignal, { jobId });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  async close(jobId: string, gate: ClosedGate): Promise<void> {
    await this.client.workflow.signalWithStart<typeof quotaGateWorkflow, [{ gate: ClosedGate; jobId: string }]>(
      'quotaGateWorkflow',
      { ...startOptions(gate.quota), signal: limitMetSignal, signalArgs: [{ gate, jobId }] },
    );
  }
}

function startOptions(quota: string) {
  return {
    workflowId: quotaGateId(quota),
    taskQueue: mainQueue,
    args: [{ quota }] as [{ quota: string }],
    staticSummary: `Holds every job that draws on ${quota} while it is used up`,
  };
}
