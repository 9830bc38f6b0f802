import type { Activities } from '../../src/activities/types';
import type { TransferOperation } from '../../src/core/operation';
import { emptyTally } from '../../src/core/outcome';

/** A folder of so many assets, each an operation. */
export function operations(folder: string, count: number): TransferOperation[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'transfer',
    item: `${folder}/${index}.jpg`,
    bytes: 10,
    fingerprint: 'f',
    format: 'jpeg',
    resourceType: 'image',
    to: `${folder}/${index}`,
    onExisting: 'skip',
  }));
}

/**
 * Activities that work at once and remember nothing: a destination with the quotas of Cloudinary and one folder `f` of
 * ten assets. A test replaces those that it is about.
 */
export function fakeActivities(replaced: Partial<Activities> = {}): Activities {
  return {
    beginScheduledJob: async ({ scheduleId, spec }) => ({
      id: 'upload/demo-1',
      spec,
      startedBy: `schedule ${scheduleId}`,
    }),
    checkLocations: async () => ({
      service: 'Cloudinary account demo',
      quotas: { listing: ['cloudinary:demo:admin'], writing: ['cloudinary:demo:upload'], reading: [] },
      tally: emptyTally(),
      pass: 0,
    }),
    listInventory: async () => ({ listed: 0 }),
    planFolders: async () => ({ folders: [{ path: 'f' }] }),
    planPage: async ({ folder }) => {
      const planned = operations(folder, 10);
      return { operations: planned, tally: { ...emptyTally(), found: planned.length, foundBytes: 100 } };
    },
    nextStage: async () => ({ kind: 'idle' }),
    approvePlan: async () => ({ kind: 'stale', reason: 'nothing waits' }),
    performOperation: async ({ operation }) => ({
      status: 'done',
      bytes: operation.kind === 'transfer' ? operation.bytes : 0,
    }),
    recordFailures: async () => undefined,
    recordJob: async () => undefined,
    cancelPlanned: async () => ({ cancelled: 0 }),
    closeFolder: async () => undefined,
    closeJob: async () => ({ tally: emptyTally(), reportPath: '/report.csv' }),
    probeService: async () => ({ alive: true, message: 'it answers' }),
    joinQuotaGates: async () => undefined,
    leaveQuotaGates: async () => undefined,
    closeQuotaGate: async () => undefined,
    ...replaced,
  };
}
