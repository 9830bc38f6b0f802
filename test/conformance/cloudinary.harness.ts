import { startSandbox, type Sandbox } from '../../sandbox/server';
import { openDestination, openSource } from '../../src/providers/registry';
import type { Destination, Source } from '../../src/providers/provider';
import { contextOf } from '../support/provider-context';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { seed, storedBytes } from '../support/sandbox/contents';
import { never, put } from './contents';
import type { DestinationHarness, ProviderHarness, SourceHarness } from './harness';

export const account = 'Cloudinary account ferry-sandbox';

/** Opens the sandbox's account through the registry, as a worker does; `facts` is what it remembers between openings. */
export function openAccount(
  sandbox: Sandbox,
  root: string,
  { facts = new Map<string, string>(), leaveQuota = 0 } = {},
): Destination {
  return openDestination({ provider: 'cloudinary', root }, contextOf(sandbox.environment, { facts, leaveQuota }));
}

/** The same account as a source. */
export function openFrom(
  sandbox: Sandbox,
  root: string,
  { facts = new Map<string, string>(), leaveQuota = 0 } = {},
): Source {
  return openSource({ provider: 'cloudinary', root }, contextOf(sandbox.environment, { facts, leaveQuota }));
}

const nextHour = new Date(Math.ceil((Date.now() + 1) / 3_600_000) * 3_600_000 + 3_600_000).toISOString();

async function startDestination(): Promise<DestinationHarness> {
  const sandbox = await startSandbox();
  const control = new SandboxControl(sandbox);
  const refuse = (match: string, fault: Record<string, unknown>) => () => control.fault({ match, ...fault });
  const { CLOUDINARY_API_SECRET: secret = '', CLOUDINARY_API_KEY: key = '' } = sandbox.environment;
  return {
    open: async (root) => openAccount(sandbox, root),
    stored: () => storedBytes(sandbox),
    fill: (prefix, count) => seed(sandbox, { prefix, count, folders: 7 }),
    requests: async () => {
      await until('all requests are counted', async () => (await control.underWay()) === 0);
      return (await control.details()).length;
    },
    secrets: [secret, `${key}:`, Buffer.from(`${key}:${secret}`).toString('base64')],
    emptyAssets: { exempt: 'Cloudinary refuses empty files' },
    tooBig: (bytes) => control.limits({ maxBytes: { raw: bytes } }),
    faults: {
      'refused credentials': {
        on: 'put',
        arrange: refuse('/upload', { status: 401 }),
        kind: 'AuthFailed',
        details: { service: account },
      },
      'not found': { on: 'put', arrange: refuse('/upload', { status: 404 }), kind: 'NotFound' },
      'a limit with a reset': {
        on: 'list',
        arrange: () => control.limits({ adminRemaining: 0, resetAt: nextHour }),
        kind: 'RateLimited',
        details: { quota: 'cloudinary:ferry-sandbox:admin', resetAt: nextHour, service: 'Cloudinary' },
      },
      'too many calls at once': {
        on: 'put',
        arrange: () => control.limits({ uploadConcurrency: 0 }),
        kind: 'RateLimited',
        details: { quota: 'cloudinary:ferry-sandbox:upload', slowDown: true, service: 'Cloudinary upload' },
      },
      'a service that is down': {
        on: 'put',
        arrange: refuse('/upload', { status: 503, body: '<html>down</html>' }),
        kind: 'Transient',
        details: { service: account },
      },
      'a service that hangs up': {
        on: 'put',
        arrange: refuse('/upload', { cutAfterBytes: 30_000 }),
        kind: 'Transient',
        details: { service: account },
      },
      full: {
        on: 'put',
        arrange: refuse('/upload', {
          status: 400,
          body: { error: { message: 'You have exceeded the storage limit of your plan' } },
        }),
        kind: 'QuotaExceeded',
        details: { service: account },
      },
    },
    reset: () => control.reset(),
    close: () => sandbox.close(),
  };
}

/** An account's folders as a source, in one of the two ways that accounts keep folders. */
export async function startSource(folderMode: 'fixed' | 'dynamic' = 'dynamic'): Promise<SourceHarness> {
  const sandbox = await startSandbox();
  const control = new SandboxControl(sandbox);
  await control.limits({ folderMode });
  const inside = () => openAccount(sandbox, '');
  const { CLOUDINARY_API_SECRET: secret = '', CLOUDINARY_API_KEY: key = '' } = sandbox.environment;
  const listing = folderMode === 'dynamic' ? 'by_asset_folder' : 'search';
  const refuse = (match: string, fault: Record<string, unknown>) => () => control.fault({ match, ...fault });
  return {
    open: async () => openFrom(sandbox, ''),
    async write(path, bytes) {
      await put(inside(), path, bytes, { ifExists: 'replace' });
    },
    async remove(path) {
      await inside().delete?.({ path, resourceType: 'raw' }, { signal: never });
    },
    secrets: [secret, Buffer.from(`${key}:${secret}`).toString('base64')],
    emptyAssets: { exempt: 'Cloudinary refuses empty files' },
    givesOldContent: { exempt: 'a delivery URL names the version, and that is what comes' },
    async refusals() {
      await until('all requests are counted', async () => (await control.underWay()) === 0);
      return (await control.details()).filter(({ status }) => String(status)[0] !== '2').length;
    },
    faults: {
      'refused credentials': {
        on: 'list',
        arrange: refuse(listing, { status: 401, body: { error: { message: 'api_secret mismatch' } } }),
        kind: 'AuthFailed',
        details: { service: account },
      },
      'a limit': {
        on: 'list',
        arrange: () => control.limits({ adminRemaining: 0, resetAt: nextHour, folderMode }),
        kind: 'RateLimited',
        details: { quota: 'cloudinary:ferry-sandbox:admin', resetAt: nextHour, service: 'Cloudinary' },
      },
      'a service that is down': {
        on: 'open',
        arrange: refuse('/raw/upload/', { status: 503 }),
        kind: 'Transient',
        details: { service: account },
      },
      'a service that hangs up': {
        on: 'open',
        arrange: refuse('/raw/upload/', { status: 0 }),
        kind: 'Transient',
        details: { service: account },
      },
    },
    async reset() {
      await control.reset();
      await control.limits({ folderMode });
    },
    close: () => sandbox.close(),
  };
}

export const cloudinaryHarness: ProviderHarness = {
  provider: 'cloudinary',
  startDestination,
  startSource: () => startSource(),
};
