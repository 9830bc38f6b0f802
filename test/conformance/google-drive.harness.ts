import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Destination, Source } from '../../src/providers/provider';
import { openDestination, openSource } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import type { DestinationHarness, ProviderHarness, SourceHarness } from './harness';

type Json = Record<string, unknown>;

/** What the sandbox says of itself (docs/sandbox.md). */
export interface DriveState {
  files: DriveStateFile[];
  upload_sessions: { id: string; name: string; offset: number; total: number | null }[];
}

export interface DriveStateFile {
  id: string;
  name: string;
  path: string;
  mimeType: string;
  parents: string[];
  driveId?: string;
  size?: number;
  md5?: string;
  trashed: boolean;
  permissions: unknown[];
}

/** The sandbox's Google Drive from its other side: control, and calls as the person who owns it. */
export class DriveControl {
  constructor(readonly sandbox: Sandbox) {}

  state(): Promise<DriveState> {
    return this.get('/__state/google-drive') as Promise<DriveState>;
  }

  /** Files that are not folders and not in the trash, by path. */
  async files(): Promise<DriveStateFile[]> {
    const { files } = await this.state();
    return files.filter(({ trashed, mimeType }) => !trashed && !mimeType.endsWith('.folder'));
  }

  limits(limits: Json): Promise<unknown> {
    return this.post('/__limits', { service: 'google-drive', ...limits });
  }

  fault(fault: Json): Promise<unknown> {
    return this.post('/__faults', { service: 'google-drive', ...fault });
  }

  async seed(tree: Json): Promise<Record<string, string>> {
    const answer = (await this.post('/__seed', { service: 'google-drive', ...tree })) as {
      ids: Record<string, string>;
    };
    return answer.ids;
  }

  /** How often each call was made, by status. A request is counted a moment after its answer has come. */
  async requests(): Promise<Record<string, Record<string, number>>> {
    for (;;) {
      const { services } = (await this.get('/__requests')) as {
        services: { 'google-drive'?: { concurrent: number; routes: Record<string, Record<string, number>> } };
      };
      const counts = services['google-drive'];
      if (counts === undefined || counts.concurrent === 0) return counts?.routes ?? {};
    }
  }

  /** Requests that were answered with an error, or not at all. */
  async refusals(): Promise<number> {
    const counts = Object.values(await this.requests()).flatMap((byStatus) => Object.entries(byStatus));
    return counts.filter(([status]) => !/^[23]/.test(status)).reduce((sum, [, count]) => sum + count, 0);
  }

  reset(): Promise<unknown> {
    return this.post('/__reset', {});
  }

  /** A file of the sandbox that clients sign in with. */
  credentialsFile(name: 'service-account' | 'installed-app' | 'authorized-user'): string {
    return join(dirname(this.sandbox.environment.GOOGLE_DRIVE_CREDENTIALS_FILE ?? ''), `${name}.json`);
  }

  async read(id: string): Promise<Buffer> {
    return Buffer.from(await (await this.call(`/drive/v3/files/${id}?alt=media`)).arrayBuffer());
  }

  /** Gives a file other content. */
  async overwrite(id: string, bytes: Buffer): Promise<void> {
    await this.call(`/upload/drive/v3/files/${id}?uploadType=media`, { method: 'PATCH', body: new Uint8Array(bytes) });
  }

  async remove(id: string): Promise<void> {
    await this.call(`/drive/v3/files/${id}`, { method: 'DELETE' });
  }

  /** A call as the person. */
  private async call(path: string, init: RequestInit = {}): Promise<Response> {
    const user = JSON.parse(readFileSync(this.credentialsFile('authorized-user'), 'utf8')) as Record<string, string>;
    const form = new URLSearchParams({ ...user, grant_type: 'refresh_token' });
    const token = (await (await this.send('/token', { method: 'POST', body: form })).json()) as {
      access_token: string;
    };
    const url = new URL(path, this.sandbox.url);
    url.searchParams.set('supportsAllDrives', 'true');
    const headers = { authorization: `Bearer ${token.access_token}` };
    return this.send(url.pathname + url.search, { ...init, headers });
  }

  private async get(path: string): Promise<unknown> {
    return (await this.send(path, {})).json();
  }

  private async post(path: string, body: Json): Promise<unknown> {
    return (await this.send(path, { method: 'POST', body: JSON.stringify(body) })).json();
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const answer = await fetch(this.sandbox.url + path, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

/** Opens a folder of Drive to write to, as a worker does; `facts` is what the state database remembers. */
export function openDrive(
  sandbox: Sandbox,
  root: string,
  { settings = {}, facts }: { settings?: Record<string, string>; facts?: Map<string, string> } = {},
): Destination {
  const context = contextOf({ ...sandbox.environment, ...settings }, facts === undefined ? {} : { facts });
  return openDestination({ provider: 'google-drive', root }, context);
}

/** Opens a folder of Drive to read from, as a worker does. */
export function openFolder(sandbox: Sandbox, root: string, settings: Record<string, string> = {}): Source {
  return openSource({ provider: 'google-drive', root }, contextOf({ ...sandbox.environment, ...settings }));
}

export const service = 'Google Drive';
/** The quota of the sandbox's service account. */
export const quota = 'google-drive:ferry@ferry-sandbox.iam.gserviceaccount.com';
const anyInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
const insufficientScopes = {
  error: { code: 403, message: 'x', errors: [{ reason: 'insufficientPermissions' }], status: 'PERMISSION_DENIED' },
};

function secretsOf(control: DriveControl): string[] {
  const account = JSON.parse(readFileSync(control.credentialsFile('service-account'), 'utf8')) as Record<
    string,
    string
  >;
  return ['ya29.', 'Bearer', (account.private_key ?? '').split('\n')[1] ?? 'no key'];
}

async function startDestination(): Promise<DestinationHarness> {
  const sandbox = await startSandbox();
  const control = new DriveControl(sandbox);
  const refuse = (fault: Json) => async () => void (await control.fault({ match: '/upload/', ...fault }));
  let drive = '';
  return {
    open: async () => openDrive(sandbox, `id:${drive}`),
    async stored() {
      const stored = new Map<string, Buffer>();
      for (const { path, id } of await control.files()) stored.set(path, await control.read(id));
      return stored;
    },
    async fill(root, count) {
      const names = Array.from({ length: 43 }, (_, n) => `f${n}`);
      const folders = names.map((name) => ({ key: name, name, parent: root }));
      const ids = await control.seed({ folders: [{ key: root, name: root, parent: drive }, ...folders] });
      const each = Math.floor(count / names.length);
      for (const name of names) {
        const more = name === 'f0' ? count - each * names.length : 0;
        if (each + more > 0) await control.seed({ folder: ids[name], count: each + more, bytes: 10 });
      }
    },
    requests: () => control.refusals(),
    secrets: secretsOf(control),
    emptyAssets: 'kept',
    tooBig: { exempt: 'Drive takes files of up to 5 TB' },
    faults: {
      'refused credentials': {
        on: 'put',
        arrange: refuse({ status: 403, body: insufficientScopes }),
        kind: 'AuthFailed',
        details: { service },
      },
      'not found': { exempt: 'folders that are missing are made' },
      'a limit with a reset': {
        on: 'put',
        arrange: async () => void (await control.limits({ uploadBytesLeft: 10 })),
        kind: 'RateLimited',
        details: { quota: `${quota}:daily-upload`, resetAt: anyInstant, service },
      },
      'too many calls at once': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota, service },
      },
      'a service that is down': {
        on: 'put',
        arrange: refuse({ status: 503, body: '<html>down</html>' }),
        kind: 'Transient',
        details: { service },
      },
      'a service that hangs up': {
        on: 'put',
        arrange: refuse({ cutAfterBytes: 30_000 }),
        kind: 'Transient',
        details: { service },
      },
      full: {
        on: 'put',
        arrange: async () => void (await control.limits({ driveItems: 0 })),
        kind: 'QuotaExceeded',
        details: { service },
      },
    },
    async reset() {
      await control.reset();
      drive = (await control.seed({ drives: [{ key: 'team', name: 'Team' }] })).team ?? '';
    },
    close: () => sandbox.close(),
  };
}

async function startSource(): Promise<SourceHarness> {
  const sandbox = await startSandbox();
  const control = new DriveControl(sandbox);
  const refuse = (fault: Json) => async () => void (await control.fault({ match: 'GET /drive/v3/files', ...fault }));
  const ids = new Map<string, string>();
  let root = '';

  async function folderAt(path: string): Promise<string> {
    const known = path === '' ? root : ids.get(path);
    if (known !== undefined) return known;
    const above = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const name = path.slice(path.lastIndexOf('/') + 1);
    const made = await control.seed({ folders: [{ key: 'made', name, parent: await folderAt(above) }] });
    ids.set(path, made.made ?? '');
    return made.made ?? '';
  }

  return {
    givesOldContent: { exempt: 'a download gives the content it began with, to its end, and its checksum is compared' },
    secrets: secretsOf(control),
    refusals: () => control.refusals(),
    faults: {
      'refused credentials': {
        on: 'list',
        arrange: refuse({ status: 403, body: insufficientScopes }),
        kind: 'AuthFailed',
        details: { service },
      },
      'a limit': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota, service },
      },
      'a service that is down': {
        on: 'open',
        arrange: refuse({ status: 503, body: '<html>down</html>' }),
        kind: 'Transient',
        details: { service },
      },
      'a service that hangs up': {
        on: 'open',
        arrange: refuse({ status: 0 }),
        kind: 'Transient',
        details: { service },
      },
    },
    open: async () => openFolder(sandbox, `id:${root}`),
    async write(path, bytes) {
      const known = ids.get(path);
      if (known !== undefined) return control.overwrite(known, bytes);
      const parent = await folderAt(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
      const name = path.slice(path.lastIndexOf('/') + 1);
      const made = await control.seed({ files: [{ key: 'made', name, parent, base64: bytes.toString('base64') }] });
      ids.set(path, made.made ?? '');
    },
    remove: async (path) => control.remove(ids.get(path) ?? ''),
    async reset() {
      await control.reset();
      ids.clear();
      root = (await control.seed({ folders: [{ key: 'root', name: 'Root', sharedWith: ['service'] }] })).root ?? '';
    },
    close: () => sandbox.close(),
  };
}

export const googleDriveHarness: ProviderHarness = { provider: 'google-drive', startDestination, startSource };
