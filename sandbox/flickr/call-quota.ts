import type { Collection } from '../frame/collection';
import type { Journal } from '../frame/journal';

interface Hour {
  used: number;
  endsAt: number;
}

const hourMs = 3_600_000;

/** Counts the calls of the key by the hour; the hour begins with its first call. */
export class CallQuota {
  private readonly hours: Collection<Hour>;

  constructor(
    journal: Journal,
    /** Calls of an hour; null: any number. */
    private readonly callsPerHour: () => number | null,
  ) {
    this.hours = journal.collection('call_hours');
  }

  /** Takes one call; false when there is none left in this hour. */
  take(): boolean {
    const limit = this.callsPerHour();
    if (limit === null) return true;
    const hour = this.current() ?? { used: 0, endsAt: Date.now() + hourMs };
    if (hour.used >= limit) return false;
    this.hours.set('now', { ...hour, used: hour.used + 1 });
    return true;
  }

  /** Says how many calls are left in the hour that runs now. */
  setLeft(callsLeft: number, endsAt = Date.now() + hourMs): void {
    this.hours.set('now', { used: (this.callsPerHour() ?? 0) - callsLeft, endsAt });
  }

  /** As `GET /__limits` shows it. */
  report(): { callsLeft: number | null; resetAt: string | null } {
    const limit = this.callsPerHour();
    const hour = this.current();
    return {
      callsLeft: limit === null ? null : Math.max(0, limit - (hour?.used ?? 0)),
      resetAt: hour ? new Date(hour.endsAt).toISOString() : null,
    };
  }

  private current(): Hour | undefined {
    const hour = this.hours.get('now');
    return hour !== undefined && hour.endsAt > Date.now() ? hour : undefined;
  }
}
