import type { Client } from '@temporalio/client';

/** A run of a workflow with its history as text. */
export interface RunHistory {
  workflowId: string;
  events: number;
  bytes: number;
  text: string;
}

/** Every run of every workflow there is, with its history. */
export async function allHistories(client: Client): Promise<RunHistory[]> {
  const histories = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const text = JSON.stringify(history, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    histories.push({ workflowId, events: history.events?.length ?? 0, bytes: text.length, text });
  }
  return histories;
}
