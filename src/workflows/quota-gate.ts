import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { describeClosedGate, type ClosedGate } from '../core/quota';
import { Gates } from './gates';
import { historyIsFull } from './history-room';
import { gateClosedSignal, gateOpenedSignal, limitMetSignal, subscribeSignal, unsubscribeSignal } from './messages';

/** What a gate carries over when it continues as new. */
export interface QuotaGateInput {
  quota: string;
  jobs?: string[];
  closed?: ClosedGate;
}

/**
 * The gate of one quota, started by the first job that draws on it. When any of them meets the limit, all are told;
 * when the limit is over, all are told again. It ends when no job draws on the quota and nothing is waited for.
 */
export async function quotaGateWorkflow({ quota, jobs: known = [], closed }: QuotaGateInput): Promise<void> {
  const jobs = new Set(known);
  const outbox: { jobId: string; gate?: ClosedGate }[] = [];
  const tellAll = (gate?: ClosedGate): void => {
    outbox.push(...[...jobs].map((jobId) => ({ jobId, gate })));
  };
  const gates = new Gates(
    () => setCurrentDetails(describe(quota, gates.all[0], jobs)),
    () => tellAll(),
  );
  if (closed !== undefined) gates.close(closed);

  setHandler(subscribeSignal, ({ jobId }) => {
    jobs.add(jobId);
    const gate = gates.all[0];
    if (gate !== undefined) outbox.push({ jobId, gate });
  });
  setHandler(unsubscribeSignal, ({ jobId }) => {
    jobs.delete(jobId);
  });
  setHandler(limitMetSignal, ({ gate, jobId }) => {
    jobs.add(jobId);
    if (gates.close(gate)) tellAll(gate);
  });

  for (;;) {
    setCurrentDetails(describe(quota, gates.all[0], jobs));
    await condition(() => outbox.length > 0 || historyIsFull() || (jobs.size === 0 && !gates.isClosed(quota)));
    const word = outbox.shift();
    if (word !== undefined) await pass(word, quota, jobs);
    else if (jobs.size === 0 && !gates.isClosed(quota)) return;
    else {
      await condition(allHandlersFinished);
      return continueAsNew<typeof quotaGateWorkflow>({ quota, jobs: [...jobs], closed: gates.all[0] });
    }
  }
}

/** Tells one job; a job that is no longer there is forgotten, and the others are told all the same. */
async function pass(
  { jobId, gate }: { jobId: string; gate?: ClosedGate },
  quota: string,
  jobs: Set<string>,
): Promise<void> {
  const job = getExternalWorkflowHandle(jobId);
  try {
    if (gate === undefined) await job.signal(gateOpenedSignal, { quota });
    else await job.signal(gateClosedSignal, gate);
  } catch {
    jobs.delete(jobId);
  }
}

function describe(quota: string, gate: ClosedGate | undefined, jobs: Set<string>): string {
  const state = gate === undefined ? 'Open' : `**${describeClosedGate(gate)}**`;
  return [`${quota}: ${state}`, ...[...jobs].map((jobId) => `- ${jobId}`)].join('\n');
}
