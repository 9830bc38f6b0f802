import { HostPauses } from './host-pauses';
import { WebClient } from './web-client';

/** Our own pace is no reason to fail: a request waits for its turn at a host as long as it takes. */
const mostPaceWaitMs = 10 * 60_000;

/** Clients of the web in one process, one for each pace, so that jobs of one pace keep to it together. */
export class WebClients {
  /** Pauses that hosts have asked for, whoever was asking. */
  readonly pauses = new HostPauses();
  private readonly clients = new Map<number, WebClient>();

  /** @param perHostPerSecond Requests to one host a second; any number when absent. */
  at(perHostPerSecond = Infinity): WebClient {
    const known = this.clients.get(perHostPerSecond);
    if (known !== undefined) return known;
    const client = new WebClient(
      perHostPerSecond === Infinity ? { mostPaceWaitMs } : { perHostPerSecond, mostPaceWaitMs },
    );
    this.clients.set(perHostPerSecond, client);
    return client;
  }

  /** Ends all connections of all clients. */
  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
    this.clients.clear();
  }
}
