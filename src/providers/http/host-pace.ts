import { setTimeout as delay } from 'node:timers/promises';
import { WebFailure } from './web-failure';

interface PaceOptions {
  /** Requests that may start a second at one host; absent: any number. */
  perSecond?: number;
  /** Who would wait longer fails, and comes back at the instant he is told: long waits are not a client's business. */
  mostWaitMs: number;
  now?: () => number;
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const plainWait = (ms: number, signal: AbortSignal): Promise<unknown> => delay(ms, undefined, { signal });

/** Lets requests of this process to one host start no closer together than its rate says. */
export class HostPace {
  /** When the next request may start, in ms, by host. */
  private readonly nextStarts = new Map<string, number>();
  private readonly now: () => number;
  private readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;

  constructor(private readonly options: PaceOptions) {
    this.now = options.now ?? Date.now;
    this.wait = options.wait ?? plainWait;
  }

  /**
   * Resolves when a request to the host may start.
   * @throws {WebFailure} `rate-limited` when that is too far off; the turn is not taken then.
   */
  async enter(host: string, signal: AbortSignal): Promise<void> {
    const { perSecond, mostWaitMs } = this.options;
    if (perSecond === undefined) return;
    const now = this.now();
    const start = Math.max(now, this.nextStarts.get(host) ?? 0);
    if (start - now > mostWaitMs) {
      const retryAt = new Date(start).toISOString();
      throw new WebFailure('rate-limited', `${host} is asked ${perSecond} times a second already`, retryAt);
    }
    this.nextStarts.set(host, start + 1000 / perSecond);
    if (this.nextStarts.size > 1000) this.forgetPast(now);
    if (start > now) await this.wait(start - now, signal);
  }

  private forgetPast(now: number): void {
    for (const [host, next] of this.nextStarts) if (next <= now) this.nextStarts.delete(host);
  }
}
