import type { Sandbox } from '../../../sandbox/server';

type Json = Record<string, unknown>;

/** The control endpoints of a sandbox. */
export class Control {
  constructor(private readonly sandbox: Pick<Sandbox, 'url'>) {}

  async post(path: string, body: unknown = {}): Promise<Json> {
    return this.call('POST', path, body);
  }

  async get<T = Json>(path: string): Promise<T> {
    return (await this.call('GET', path)) as T;
  }

  async delete(path: string): Promise<Json> {
    return this.call('DELETE', path);
  }

  limits(settings: Json): Promise<Json> {
    return this.post('/__limits', { service: 'cloudinary', ...settings });
  }

  fault(rule: Json): Promise<Json> {
    return this.post('/__faults', { service: 'cloudinary', ...rule });
  }

  async counts(): Promise<Record<string, Record<string, number>>> {
    const report = await this.get<{ services: Record<string, { routes: Record<string, Record<string, number>> }> }>(
      '/__requests',
    );
    return report.services.cloudinary?.routes ?? {};
  }

  private async call(method: string, path: string, body?: unknown): Promise<Json> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(this.sandbox.url + path, init);
    const answer = (await response.json()) as Json;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}
