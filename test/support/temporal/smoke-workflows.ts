import { sleep } from '@temporalio/workflow';

/** Waits for three days. */
export async function threeDaysWorkflow(): Promise<string> {
  await sleep('72 hours');
  return 'woke';
}
