/** A host that asks for more than this is not waited for: what was asked is `rate-limited`. */
const longestPauseMs = 30_000;
/** A host that names no instant is left alone for so long. */
const unstatedPauseMs = 2000;
/** A host that was waited for so often, with no other answer between, is not waited for again. */
const mostPausesInARow = 3;
/** Beyond so many hosts, those that nothing is to be known of are forgotten. */
const mostHosts = 1000;

interface Pause {
  /** The host is not asked before. */
  endsAtMs: number;
  /** Pauses since it last answered anything else. */
  inARow: number;
}

/**
 * What hosts have said of coming again later, for all who ask for URLs in this process. A short pause, of 30 seconds at
 * most, is kept for the whole host: nobody asks it anything until it is over. A longer one is not waited for, nor is it
 * held against other URLs of the host: one that many share may mean a single customer of its.
 */
export class HostPauses {
  private readonly pauses = new Map<string, Pause>();

  constructor(private readonly now: () => number = Date.now) {}

  /** How long the host is not to be asked yet, ms; 0 when it may be. */
  leftMs(host: string): number {
    return Math.max(0, (this.pauses.get(host)?.endsAtMs ?? 0) - this.now());
  }

  /**
   * Notes that the host takes no more requests for now; answers how long to wait before asking again, ms.
   * @param retryAt ISO instant the host has named, if any.
   * @returns `undefined`: it is not worth the wait.
   */
  limited(host: string, retryAt?: string): number | undefined {
    const now = this.now();
    const { endsAtMs = 0, inARow = 0 } = this.pauses.get(host) ?? {};
    const wantedAtMs = retryAt === undefined ? now + unstatedPauseMs : Date.parse(retryAt);
    if (wantedAtMs - now > longestPauseMs) return undefined;
    // Requests that were under way together are told the same, and are one pause.
    if (endsAtMs > now) {
      this.pauses.set(host, { endsAtMs: Math.max(endsAtMs, wantedAtMs), inARow });
      return Math.max(endsAtMs, wantedAtMs) - now;
    }
    if (inARow >= mostPausesInARow) return undefined;
    this.forgetPast();
    this.pauses.set(host, { endsAtMs: wantedAtMs, inARow: inARow + 1 });
    return wantedAtMs - now;
  }

  /** Notes that the host takes requests. A pause that is on stays on. */
  answered(host: string): void {
    const pause = this.pauses.get(host);
    if (pause === undefined) return;
    if (pause.endsAtMs > this.now()) pause.inARow = 0;
    else this.pauses.delete(host);
  }

  private forgetPast(): void {
    if (this.pauses.size < mostHosts) return;
    for (const [host, { endsAtMs }] of this.pauses) if (endsAtMs <= this.now()) this.pauses.delete(host);
  }
}
