import { z } from 'zod';

const requestSchema = z.object({
  time: z.iso.datetime(),
  service: z.string(),
  route: z.string(),
  status: z.union([z.number(), z.string()]),
  ms: z.number(),
  path: z.string(),
  public_id: z.string().optional(),
});

const logSchema = z.object({
  total: z.number(),
  services: z.record(z.string(), z.object({ routes: z.record(z.string(), z.record(z.string(), z.number())) })),
  detail: z.array(requestSchema),
});

/** One route of one service, and how often it was called, whatever was answered. */
export interface RouteCount {
  service: string;
  route: string;
  calls: number;
}

/** One request as the sandbox has logged it. */
export interface LoggedRequest {
  service: string;
  route: string;
  status: number | string;
  /** When its answer was sent, in milliseconds since the epoch. */
  answeredAt: number;
  /** The asset it was about, as the service names it; the path of its URL where the service has no other name. */
  subject: string;
}

/** What the sandbox has seen since its log was cleared. */
export interface RequestLog {
  counts: RouteCount[];
  /** The requests in order; the sandbox remembers the last 5000. */
  requests: LoggedRequest[];
  /** True when the sandbox has forgotten some of the requests. Their counts are there all the same. */
  isCut: boolean;
}

/** Talks to a sandbox's control endpoints (docs/sandbox.md). */
export class SandboxLog {
  constructor(readonly url: string) {}

  /** Everything a service has stored. */
  async state<T>(service: string, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await this.call('GET', `/__state/${service}`));
  }

  /** Fills a service; answers what it says of what it made. */
  seed(service: string, content: Record<string, unknown>): Promise<unknown> {
    return this.call('POST', '/__seed', { service, ...content });
  }

  /** Delays every answer of every service from now on; control endpoints answer at once. */
  async delayAnswers(latencyMs: number): Promise<void> {
    await this.call('POST', '/__limits', { latencyMs });
  }

  /** Makes a service new and empty. */
  async reset(service: string): Promise<void> {
    await this.call('POST', '/__reset', { service });
  }

  async clear(): Promise<void> {
    await this.call('DELETE', '/__requests');
  }

  async read(): Promise<RequestLog> {
    const { total, services, detail } = logSchema.parse(await this.call('GET', '/__requests?detail=1'));
    const counts = Object.entries(services).flatMap(([service, { routes }]) =>
      Object.entries(routes).map(([route, byStatus]) => ({
        service,
        route,
        calls: Object.values(byStatus).reduce((sum, calls) => sum + calls, 0),
      })),
    );
    const requests = detail.map(({ time, ms, path, public_id: subject = path, service, route, status }) => ({
      service,
      route,
      status,
      answeredAt: Date.parse(time) + ms,
      subject,
    }));
    return { counts, requests, isCut: total > detail.length };
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`The sandbox answers ${answer.status} to ${method} ${path}: ${await answer.text()}`);
    return answer.json();
  }
}
