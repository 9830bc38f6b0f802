import { Dropbox, DropboxAuth, type DropboxResponseError } from 'dropbox';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

type Json = Record<string, unknown>;

/** The access token that does not expire (docs/sandbox.md). */
export const token = 'sl.ferry-sandbox-long-lived-token-00000000000000000000000000000';
export const appSecret = 'ferry-sandbox-app-secret';

/** Sends what the SDK sends to the sandbox; the SDK's hosts are literals. */
export function fetchAt(base: string): (url: string, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const { pathname, search } = new URL(url);
    const response = await fetch(base + pathname + search, init);
    return Object.assign(response, { buffer: async () => Buffer.from(await response.arrayBuffer()) });
  };
}

/** A sandbox with a signed-in SDK and its controls. */
export class World {
  readonly sdk: Dropbox;

  private constructor(readonly sandbox: Sandbox) {
    this.sdk = new Dropbox({ accessToken: token, fetch: fetchAt(sandbox.url) });
  }

  static async start(options: SandboxOptions = {}): Promise<World> {
    return new World(await startSandbox(options));
  }

  auth(options: ConstructorParameters<typeof DropboxAuth>[0] = {}): DropboxAuth {
    const clientId = this.sandbox.environment.DROPBOX_APP_KEY;
    return new DropboxAuth({ clientId, fetch: fetchAt(this.sandbox.url), ...options });
  }

  limits(limits: Json): Promise<Json> {
    return this.post('/__limits', { service: 'dropbox', ...limits });
  }

  fault(fault: Json): Promise<Json> {
    return this.post('/__faults', { service: 'dropbox', ...fault });
  }

  seed<T = Seeded>(tree: Json): Promise<T> {
    return this.post('/__seed', { service: 'dropbox', ...tree }) as Promise<T>;
  }

  state(): Promise<State> {
    return this.get('/__state/dropbox') as unknown as Promise<State>;
  }

  async routes(): Promise<Record<string, Record<string, number>>> {
    const { services } = (await this.get('/__requests')) as {
      services: Record<string, { routes: Record<string, Record<string, number>> }>;
    };
    return services.dropbox?.routes ?? {};
  }

  reset(): Promise<Json> {
    return this.post('/__reset', {});
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  async get(path: string): Promise<Json> {
    return (await (await fetch(this.sandbox.url + path)).json()) as Json;
  }

  /** Posts to a control endpoint. */
  async post(path: string, body: unknown): Promise<Json> {
    const response = await fetch(this.sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
    const answer = (await response.json()) as Json;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** A call of the API without the SDK, for headers it does not send. */
  call(fn: string, init: RequestInit): Promise<Response> {
    const headers = { Authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
    return fetch(`${this.sandbox.url}/2/${fn}`, { method: 'POST', ...init, headers });
  }
}

export interface Seeded {
  count: number;
  files: { path: string; id: string; rev: string; content_hash: string }[];
  folders: { path: string; id: string }[];
  sharedLinks: { path: string; url: string }[];
}

export interface State {
  counts: Record<string, number>;
  upload_sessions: { session_id: string; offset: number; closed: boolean }[];
  folders: string[];
  files: {
    path: string;
    path_lower: string;
    id: string;
    rev: string;
    size: number;
    md5: string;
    content_hash: string;
  }[];
}

/** What the SDK rejected a call with. */
export async function refusalOf(call: Promise<unknown>): Promise<{
  status: number;
  error: unknown;
  retryAfter: string | null;
}> {
  try {
    await call;
  } catch (error) {
    const {
      status,
      error: body,
      headers,
    } = error as Omit<DropboxResponseError<unknown>, 'headers'> & { headers: Headers };
    return { status, error: body, retryAfter: headers.get('retry-after') };
  }
  throw new Error('the call was not refused');
}

/** The body of an endpoint's own error. */
export function endpointError(summary: string, error: unknown): object {
  return { error_summary: expect.stringMatching(new RegExp(`^${summary}/\\.*$`)) as string, error };
}
