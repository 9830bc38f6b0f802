import { sleep } from '@temporalio/workflow';

/** Lets at most so many operations start in each second. One timer a second, however many operations. */
export class Pacer {
  private left = 0;
  private ticking = false;

  /** True when one more may start now; `perSecond` undefined means always. */
  has(perSecond: number | undefined): boolean {
    return perSecond === undefined || !this.ticking || this.left >= 1;
  }

  /** Takes one start, when there is one. */
  take(perSecond: number | undefined): boolean {
    if (perSecond === undefined) return true;
    if (!this.ticking) this.begin(perSecond);
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }

  private begin(perSecond: number): void {
    this.ticking = true;
    this.left = Math.max(1, Math.round(perSecond));
    const periodMs = perSecond < 1 ? 1000 / perSecond : 1000;
    void sleep(periodMs, { summary: `at most ${perSecond} a second` }).then(
      () => (this.ticking = false),
      () => undefined,
    );
  }
}
