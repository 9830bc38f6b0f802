import type { ActivityPorts } from './ports';
import type { Activities } from './types';

/** Tells the gates of a job's quotas that it draws on them. */
export function joinQuotaGates({ quotaGates }: ActivityPorts): Activities['joinQuotaGates'] {
  return async ({ jobId, quotas }) => {
    for (const quota of quotas) await quotaGates.join(jobId, quota);
  };
}

/** Tells the gates of a job's quotas that it is through. */
export function leaveQuotaGates({ quotaGates }: ActivityPorts): Activities['leaveQuotaGates'] {
  return async ({ jobId, quotas }) => {
    for (const quota of quotas) await quotaGates.leave(jobId, quota);
  };
}

/** Passes the word of a used-up quota to its gate, and so to every job. */
export function closeQuotaGate({ quotaGates }: ActivityPorts): Activities['closeQuotaGate'] {
  return ({ jobId, gate }) => quotaGates.close(jobId, gate);
}
