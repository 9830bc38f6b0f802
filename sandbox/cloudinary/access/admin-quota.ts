import { ApiError } from '../api-error';
import type { Settings } from '../settings';

const hourMs = 3_600_000;

/**
 * The hourly quota of the Admin API. The window ends at the full hour by the clock, unless told otherwise (Cloudinary
 * Admin API reference, rate limiting).
 */
export class AdminQuota {
  private used = 0;
  private resetsAt: number;
  /** What this window started with; a control request may set it apart from the hourly number. */
  private granted: number;

  constructor(private readonly settings: () => Settings) {
    this.resetsAt = this.nextReset();
    this.granted = settings().adminPerHour;
  }

  /** Calls left in this window. */
  get remaining(): number {
    this.roll();
    return Math.max(0, this.granted - this.used);
  }

  get resetAt(): Date {
    this.roll();
    // Answers know whole seconds only; never say an instant before the real one.
    return new Date(Math.ceil(this.resetsAt / 1000) * 1000);
  }

  /** Starts the window anew, with so many calls left and so long to go. */
  restart(remaining?: number, resetAt?: number): void {
    this.used = 0;
    this.granted = remaining ?? this.settings().adminPerHour;
    this.resetsAt = resetAt ?? this.nextReset();
  }

  /** Takes one call out of the quota, or refuses it. */
  take(): void {
    if (this.remaining <= 0) throw this.refusal();
    this.used += 1;
  }

  refusal(): ApiError {
    const { status, adminPerHour } = this.settings();
    const at = this.resetAt.toISOString().slice(0, 19).replace('T', ' ');
    const message = `Rate Limit Exceeded. Limit of ${adminPerHour} api operations reached. Try again on ${at} UTC`;
    return new ApiError(status, message);
  }

  /** Headers of every Admin answer; the reset is an HTTP date. */
  headers(): Record<string, string> {
    if (!this.settings().headers) return {};
    return {
      'X-FeatureRateLimit-Limit': String(this.settings().adminPerHour),
      'X-FeatureRateLimit-Remaining': String(this.remaining),
      'X-FeatureRateLimit-Reset': this.resetAt.toUTCString(),
    };
  }

  private roll(): void {
    if (Date.now() >= this.resetsAt) this.restart();
  }

  private nextReset(): number {
    const { windowMs } = this.settings();
    const now = Date.now();
    return windowMs === null ? (Math.floor(now / hourMs) + 1) * hourMs : now + windowMs;
  }
}
