/** How long after a slow-down one lane is given back. */
export const recoveryMs = 60_000;

/** The number of operations a job has under way: what was asked for, and what the service takes at the moment. */
export class Concurrency {
  constructor(
    private asked: number,
    private taken: number,
  ) {}

  get wanted(): number {
    return this.asked;
  }

  get now(): number {
    return this.taken;
  }

  get isReduced(): boolean {
    return this.taken < this.asked;
  }

  /** A person set another number: it holds at once. */
  set(wanted: number): void {
    this.asked = wanted;
    this.taken = wanted;
  }

  /** The service asked for fewer: a third less, at least one. */
  reduce(): void {
    this.taken = Math.max(1, Math.floor((this.taken * 2) / 3));
  }

  /** It has gone well for a while: one more. */
  recover(): void {
    this.taken = Math.min(this.asked, this.taken + 1);
  }
}
