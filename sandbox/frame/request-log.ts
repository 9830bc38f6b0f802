import type { Exchange } from './exchange';

/** One request as `GET /__requests?detail=1` shows it. */
export interface LoggedRequest {
  time: string;
  service: string;
  method: string;
  path: string;
  route: string;
  status: number | string;
  ms: number;
  public_id?: string;
  content_range?: string;
}

interface ServiceCounts {
  total: number;
  routes: Record<string, Record<string, number>>;
  /** Requests being answered now, and the most there were at once. */
  concurrent: number;
  maxConcurrent: number;
  /** Things a service counts besides: `chunks`. */
  counters: Record<string, number>;
  /** The same as `concurrent` for a kind of request the service names: `upload`. */
  lanes: Record<string, { concurrent: number; maxConcurrent: number }>;
}

const keepDetails = 5000;

/** Counts requests by service, route and status, and remembers the last 5000. */
export class RequestLog {
  private services = new Map<string, ServiceCounts>();
  private details: LoggedRequest[] = [];

  /** Notes that a request came in; the function it answers notes how it ended. */
  begin(service: string, exchange: Exchange): (status: number | string) => void {
    const counts = this.of(service);
    counts.concurrent += 1;
    counts.maxConcurrent = Math.max(counts.maxConcurrent, counts.concurrent);
    const started = Date.now();
    return (status) => {
      counts.concurrent -= 1;
      const current = this.of(service);
      current.total += 1;
      const route = (current.routes[exchange.route] ??= {});
      route[String(status)] = (route[String(status)] ?? 0) + 1;
      this.remember(service, exchange, status, started);
    };
  }

  /** Counts one more request in a lane and answers how many are in it now; the exchange leaves it by itself. */
  enterLane(service: string, lane: string, exchange: Exchange): number {
    const gauge = (this.of(service).lanes[lane] ??= { concurrent: 0, maxConcurrent: 0 });
    gauge.concurrent += 1;
    gauge.maxConcurrent = Math.max(gauge.maxConcurrent, gauge.concurrent);
    exchange.untilAnswered(() => (gauge.concurrent -= 1));
    return gauge.concurrent;
  }

  count(service: string, counter: string): void {
    const { counters } = this.of(service);
    counters[counter] = (counters[counter] ?? 0) + 1;
  }

  /** Zeroes the counts; requests under way stay in the gauges. */
  clear(): void {
    for (const counts of this.services.values()) {
      counts.total = 0;
      counts.routes = {};
      counts.counters = {};
      counts.maxConcurrent = counts.concurrent;
      for (const lane of Object.values(counts.lanes)) lane.maxConcurrent = lane.concurrent;
    }
    this.details = [];
  }

  report(withDetail: boolean): Record<string, unknown> {
    const services = Object.fromEntries(this.services);
    const total = [...this.services.values()].reduce((sum, counts) => sum + counts.total, 0);
    return withDetail ? { total, services, detail: this.details.slice(-keepDetails) } : { total, services };
  }

  private of(service: string): ServiceCounts {
    let counts = this.services.get(service);
    if (!counts) {
      counts = { total: 0, routes: {}, concurrent: 0, maxConcurrent: 0, counters: {}, lanes: {} };
      this.services.set(service, counts);
    }
    return counts;
  }

  private remember(service: string, exchange: Exchange, status: number | string, started: number): void {
    const range = exchange.header('content-range');
    this.details.push({
      time: new Date(started).toISOString(),
      service,
      method: exchange.method,
      path: exchange.path,
      route: exchange.route,
      status,
      ms: Date.now() - started,
      ...(exchange.subject === undefined ? {} : { public_id: exchange.subject }),
      ...(range === undefined ? {} : { content_range: range }),
    });
    if (this.details.length >= keepDetails * 2) this.details = this.details.slice(-keepDetails);
  }
}
