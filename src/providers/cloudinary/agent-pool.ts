import * as http from 'node:http';
import * as https from 'node:https';

/** An agent with one connection, ours until it is given back. */
export interface AgentLease {
  agent: http.Agent;
  /** The call ended well: the connection may be used again. */
  release(): void;
  /** The call was aborted or failed: the connection is cut at once, whatever is still under way on it. */
  discard(): void;
}

/**
 * Keep-alive connections to one host, one agent a call. The SDK hands out no request to abort, but destroying the
 * agent cuts exactly the sockets of that call.
 */
export class AgentPool {
  private readonly idle: http.Agent[] = [];

  constructor(private readonly secure: boolean) {}

  lease(): AgentLease {
    const options = { keepAlive: true, maxSockets: 1 };
    const agent = this.idle.pop() ?? (this.secure ? new https.Agent(options) : new http.Agent(options));
    let given = false;
    return {
      agent,
      release: () => {
        if (!given) this.idle.push(agent);
        given = true;
      },
      discard: () => {
        given = true;
        agent.destroy();
      },
    };
  }
}
