import type { Sandbox } from '../../sandbox/server';

/** An asset as the sandbox has stored it. */
export interface StoredAsset {
  public_id: string;
  resource_type: string;
  etag: string;
  bytes: number;
  asset_folder?: string;
  tags?: string[];
  context?: Record<string, string>;
}

interface RequestDetail {
  method: string;
  path: string;
  route: string;
  status: number;
  public_id?: string;
  content_range?: string;
}

/** What a test asks of and tells a sandbox. */
export class SandboxControl {
  constructor(private readonly sandbox: Pick<Sandbox, 'url'>) {}

  async assets(): Promise<StoredAsset[]> {
    return ((await this.get('/__state/cloudinary')) as { assets: StoredAsset[] }).assets;
  }

  /** Everything a service has stored, in its own words. */
  async state<T>(service: string): Promise<T> {
    return (await this.get(`/__state/${service}`)) as T;
  }

  /** Fills a service; answers what it says of what it made. */
  async seed<T>(service: string, content: Record<string, unknown>): Promise<T> {
    return (await this.send('POST', '/__seed', { service, ...content })) as T;
  }

  /** How often a route was called, by status: `requests('POST upload')` is `{200: 12}`. */
  async requests(route: string, service = 'cloudinary'): Promise<Record<string, number>> {
    const { services } = (await this.get('/__requests')) as {
      services: Record<string, { routes: Record<string, Record<string, number>> }>;
    };
    return services[service]?.routes[route] ?? {};
  }

  async details(): Promise<RequestDetail[]> {
    return ((await this.get('/__requests?detail=1')) as { detail: RequestDetail[] }).detail;
  }

  /** Requests that are being answered at this moment. */
  async underWay(): Promise<number> {
    const { services } = (await this.get('/__requests')) as { services: Record<string, { concurrent: number }> };
    return services.cloudinary?.concurrent ?? 0;
  }

  async fault(fault: Record<string, unknown>): Promise<void> {
    await this.send('POST', '/__faults', { service: 'cloudinary', ...fault });
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/__faults');
  }

  async limits(limits: Record<string, unknown>): Promise<void> {
    await this.send('POST', '/__limits', { service: 'cloudinary', ...limits });
  }

  async reset(): Promise<void> {
    await this.send('POST', '/__reset');
  }

  private async get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.sandbox.url}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.sandbox.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text === '' ? undefined : JSON.parse(text);
  }
}
