import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { EmbeddedServerError } from './embedded-server-error';
import { whyNotOpen } from './tcp-open';

const tryEveryMs = 50;

export interface ReadyCheck {
  /** `host:port` of the server. */
  address: string;
  namespace: string;
  /** How long to go on trying. */
  withinMs: number;
  /** Says why it is useless to go on trying, such as that the server's process has ended. */
  hopeless?: (() => string | undefined) | undefined;
}

/**
 * Waits until a Temporal server answers for a namespace over gRPC.
 *
 * @throws EmbeddedServerError with the last reason when it does not in time
 */
export async function untilServerReady({ address, namespace, withinMs, hopeless }: ReadyCheck): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    // A refused gRPC connection is tried again by its channel only after a second: knock by TCP first.
    const reason = (await whyNotOpen(address)) ?? (await whyNotServing(address, namespace));
    if (reason === undefined) return;
    const end = hopeless?.();
    if (end !== undefined) throw new EmbeddedServerError(end);
    if (Date.now() > giveUpAt) {
      throw new EmbeddedServerError(`The Temporal server at ${address} does not answer: ${reason}.`);
    }
    await sleep(tryEveryMs);
  }
}

async function whyNotServing(address: string, namespace: string): Promise<string | undefined> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 5_000 });
    try {
      await connection.withDeadline(Date.now() + 5_000, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
    } finally {
      await connection.close();
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
