/** Remembers which nonces came with which timestamp, for as long as such a timestamp is taken (RFC 5849, 3.3). */
export class Nonces {
  private readonly seen = new Map<string, number>();
  private nextSweepAt = 0;

  /** Notes a nonce; false when it came before with the same key, token and timestamp. */
  take(nonce: { key: string; token: string; timestamp: number; nonce: string }, toleranceSeconds: number): boolean {
    this.sweep(toleranceSeconds);
    const name = JSON.stringify([nonce.key, nonce.token, nonce.timestamp, nonce.nonce]);
    if (this.seen.has(name)) return false;
    this.seen.set(name, nonce.timestamp);
    return true;
  }

  private sweep(toleranceSeconds: number): void {
    const nowSeconds = Date.now() / 1000;
    if (nowSeconds < this.nextSweepAt) return;
    this.nextSweepAt = nowSeconds + toleranceSeconds;
    for (const [name, timestamp] of this.seen) {
      if (timestamp < nowSeconds - toleranceSeconds) this.seen.delete(name);
    }
  }
}
