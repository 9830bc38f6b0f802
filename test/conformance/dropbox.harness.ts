import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Destination, ProviderContext, Source } from '../../src/providers/provider';
import { unmetered } from '../../src/providers/unmetered';
import { openDestination, openSource } from '../../src/providers/registry';
import type { DestinationHarness, ProviderHarness, SourceHarness } from './harness';

type Json = Record<string, unknown>;

/** An access token of the sandbox that does not expire (docs/sandbox.md). */
const token = 'sl.ferry-sandbox-long-lived-token-00000000000000000000000000000';

interface State {
  counts: Record<string, number>;
  files: { path: string; md5: string; size: number }[];
  upload_sessions: { session_id: string; offset: number }[];
}

/** The sandbox's Dropbox account from its other side. */
export class DropboxControl {
  constructor(readonly sandbox: Sandbox) {}

  state(): Promise<State> {
    return this.get('/__state/dropbox') as Promise<State>;
  }

  limits(limits: Json): Promise<unknown> {
    return this.post('/__limits', { service: 'dropbox', ...limits });
  }

  fault(fault: Json): Promise<unknown> {
    return this.post('/__faults', { service: 'dropbox', ...fault });
  }

  seed(tree: Json): Promise<unknown> {
    return this.post('/__seed', { service: 'dropbox', ...tree });
  }

  /** How often each call was made, by status. */
  async requests(): Promise<Record<string, Record<string, number>>> {
    const report = (await this.get('/__requests')) as {
      services: { dropbox?: { routes: Record<string, Record<string, number>> } };
    };
    return report.services.dropbox?.routes ?? {};
  }

  reset(): Promise<unknown> {
    return this.post('/__reset', {});
  }

  /** Stores a file over what is there. */
  async write(path: string, bytes: Buffer): Promise<void> {
    await this.call('files/upload', { path, mode: 'overwrite' }, bytes);
  }

  async read(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.call('files/download', { path }, '')).arrayBuffer());
  }

  async remove(path: string): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    await this.send('/2/files/delete_v2', { method: 'POST', headers, body: JSON.stringify({ path }) });
  }

  private call(fn: string, argument: Json, body: Buffer | string): Promise<Response> {
    const escaped = JSON.stringify(argument).replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const headers = { authorization: `Bearer ${token}`, 'dropbox-api-arg': escaped };
    return this.send(`/2/${fn}`, { method: 'POST', headers, body });
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

/** What a worker hands to the provider; `more` settings come first. */
export function contextOf(sandbox: Sandbox, more: Record<string, string> = {}): ProviderContext {
  return {
    setting: (key) => more[key] ?? sandbox.environment[key],
    leaveQuota: 0,
    meter: unmetered,
    factsOf: () => ({
      get: async () => undefined,
      set: async () => undefined,
      claim: async (_name, value) => value,
    }),
  };
}

export function openAccount(sandbox: Sandbox, root = '', more?: Record<string, string>): Destination {
  return openDestination({ provider: 'dropbox', root }, contextOf(sandbox, more));
}

export function openFolder(sandbox: Sandbox, root: string, more?: Record<string, string>): Source {
  return openSource({ provider: 'dropbox', root }, contextOf(sandbox, more));
}

export const service = 'Dropbox account';
const anyQuota = expect.stringMatching(/^dropbox:[0-9a-f]{8}$/) as string;
const anyInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;

async function startDestination(): Promise<DestinationHarness> {
  const sandbox = await startSandbox();
  const control = new DropboxControl(sandbox);
  const upload = (fault: Json) => async () => void (await control.fault({ match: '/2/files/upload', ...fault }));
  return {
    open: async (root) => openAccount(sandbox, root),
    async stored() {
      const stored = new Map<string, Buffer>();
      for (const { path } of (await control.state()).files) stored.set(path.slice(1), await control.read(path));
      return stored;
    },
    async fill(root, count) {
      await control.limits({ listLimit: 500 });
      await control.seed({ folder: `/${root}/many`, count: count - 1, bytes: 10 });
      await control.seed({ files: [{ path: `/${root}/one/more.bin`, bytes: 10 }] });
    },
    // Besides the look for what is there, and tokens.
    async requests() {
      const counts = Object.entries(await control.requests()).filter(([route]) => !/get_metadata|oauth2/.test(route));
      return counts.flatMap(([, byStatus]) => Object.values(byStatus)).reduce((sum, count) => sum + count, 0);
    },
    secrets: [sandbox.environment.DROPBOX_REFRESH_TOKEN ?? '', 'sl.'],
    emptyAssets: 'kept',
    etags: { exempt: 'Dropbox knows no MD5; its own checksum is compared by the provider' },
    tooBig: async (bytes) => void (await control.limits({ uploadMaxBytes: bytes })),
    faults: {
      'refused credentials': {
        on: 'put',
        arrange: upload({
          status: 401,
          body: { error_summary: 'invalid_access_token/..', error: { '.tag': 'invalid_access_token' } },
        }),
        kind: 'AuthFailed',
        details: { service },
      },
      'not found': { exempt: 'folders that are missing are made' },
      'a limit with a reset': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota: anyQuota, resetAt: anyInstant, service },
      },
      'too many calls at once': {
        on: 'put',
        arrange: async () => void (await control.limits({ writesAtOnce: 0 })),
        kind: 'RateLimited',
        details: { quota: anyQuota, slowDown: true, service },
      },
      'a service that is down': {
        on: 'put',
        arrange: upload({ status: 503, body: '<html>down</html>' }),
        kind: 'Transient',
        details: { service },
      },
      'a service that hangs up': {
        on: 'put',
        arrange: upload({ cutAfterBytes: 30_000 }),
        kind: 'Transient',
        details: { service },
      },
      full: {
        on: 'put',
        arrange: async () => void (await control.limits({ spaceBytes: 10 })),
        kind: 'QuotaExceeded',
        details: { service },
      },
    },
    reset: async () => void (await control.reset()),
    close: () => sandbox.close(),
  };
}

async function startSource(): Promise<SourceHarness> {
  const sandbox = await startSandbox();
  const control = new DropboxControl(sandbox);
  const refuse = (fault: Json) => async () =>
    void (await control.fault({ match: '/\\/2\\/files\\/(list_folder|download)/', ...fault }));
  return {
    givesOldContent: {
      exempt: 'a download gives the revision it began with, to its end, and its checksum is compared',
    },
    secrets: [sandbox.environment.DROPBOX_REFRESH_TOKEN ?? '', 'sl.'],
    async refusals() {
      const counts = Object.values(await control.requests()).flatMap((byStatus) => Object.entries(byStatus));
      return counts.filter(([status]) => !status.startsWith('2')).reduce((sum, [, count]) => sum + count, 0);
    },
    faults: {
      'refused credentials': {
        on: 'list',
        arrange: refuse({
          status: 401,
          body: { error_summary: 'invalid_access_token/..', error: { '.tag': 'invalid_access_token' } },
        }),
        kind: 'AuthFailed',
        details: { service },
      },
      'a limit': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota: anyQuota, resetAt: anyInstant, service },
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
    open: async () => openFolder(sandbox, '/Root'),
    write: (path, bytes) => control.write(`/Root/${path}`, bytes),
    remove: (path) => control.remove(`/Root/${path}`),
    async reset() {
      await control.reset();
      await control.seed({ folders: ['/Root'] });
    },
    close: () => sandbox.close(),
  };
}

export const dropboxHarness: ProviderHarness = { provider: 'dropbox', startDestination, startSource };
