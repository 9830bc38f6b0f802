import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gaxios, JWT, OAuth2Client } from 'google-auth-library';
import { drive_v3 } from 'googleapis/build/src/apis/drive/v3';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

type Json = Record<string, unknown>;

export const driveScope = 'https://www.googleapis.com/auth/drive';

/** Sends what the SDK sends to Google's hosts to the sandbox. */
export function transporterTo(base: string): gaxios.Gaxios {
  const transporter = new gaxios.Gaxios({ retry: false });
  transporter.interceptors.request.add({
    resolved: async (config) => {
      const url = new URL(config.url);
      if (/(^|\.)(googleapis|google)\.com$/.test(url.hostname)) config.url = new URL(url.pathname + url.search, base);
      return config;
    },
  });
  return transporter;
}

/** A sandbox with its controls and SDKs of both users. */
export class World {
  private constructor(readonly sandbox: Sandbox) {}

  static async start(options: SandboxOptions = {}): Promise<World> {
    return new World(await startSandbox(options));
  }

  /** A file that clients sign in with, read. */
  credentials<T>(name: 'service-account' | 'installed-app' | 'authorized-user'): T {
    const folder = dirname(this.sandbox.environment.GOOGLE_DRIVE_CREDENTIALS_FILE ?? '');
    return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as T;
  }

  serviceAuth(scopes = [driveScope]): JWT {
    const { client_email: email, private_key: key } = this.credentials<Record<string, string>>('service-account');
    return new JWT({ email, key, scopes, transporter: transporterTo(this.sandbox.url) });
  }

  personAuth(): OAuth2Client {
    const user = this.credentials<Record<string, string>>('authorized-user');
    const auth = this.signingIn(user.client_id, user.client_secret);
    auth.setCredentials({ refresh_token: user.refresh_token });
    return auth;
  }

  signingIn(clientId?: string, clientSecret?: string, redirectUri?: string): OAuth2Client {
    const transporter = transporterTo(this.sandbox.url);
    return new OAuth2Client({ clientId, clientSecret, redirectUri, transporter, forceRefreshOnFailure: true });
  }

  drive(auth: OAuth2Client): drive_v3.Drive {
    return new drive_v3.Drive({ auth, retry: false });
  }

  get person(): drive_v3.Drive {
    return this.drive(this.personAuth());
  }

  get service(): drive_v3.Drive {
    return this.drive(this.serviceAuth());
  }

  async seed(tree: Json): Promise<Record<string, string>> {
    return ((await this.post('/__seed', { service: 'google-drive', ...tree })) as { ids: Record<string, string> }).ids;
  }

  async state(): Promise<State> {
    return (await this.get('/__state/google-drive')) as unknown as State;
  }

  limits(limits: Json): Promise<Json> {
    return this.post('/__limits', { service: 'google-drive', ...limits });
  }

  fault(fault: Json): Promise<Json> {
    return this.post('/__faults', { service: 'google-drive', ...fault });
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

  private async post(path: string, body: unknown): Promise<Json> {
    const response = await fetch(this.sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
    const answer = (await response.json()) as Json;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}

export interface State {
  counts: Record<string, number>;
  upload_sessions: { name: string; offset: number; total: number | null }[];
  files: {
    id: string;
    name: string;
    path: string;
    parents: string[];
    driveId?: string;
    md5?: string;
    size?: number;
    trashed: boolean;
    permissions: { id: string; type: string; role: string }[];
    appProperties: Record<string, string>;
  }[];
}

/** What the SDK rejected a call with. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ status: number; reason?: string; message?: string; error?: unknown; description?: string }> {
  try {
    await call;
  } catch (error) {
    const { response } = error as { response?: { status: number; data: Json } };
    if (response === undefined) throw error;
    const body = response.data as { error?: { errors?: { reason: string }[]; message?: string } | string };
    if (typeof body.error === 'string') {
      return { status: response.status, error: body.error, description: String(response.data.error_description) };
    }
    return { status: response.status, reason: body.error?.errors?.[0]?.reason, message: body.error?.message };
  }
  throw new Error('the call was not refused');
}
