import { startSandbox, type Sandbox } from '../../sandbox/server';
import { openDestination } from '../../src/providers/registry';
import type { Destination } from '../../src/providers/provider';
import { contextOf } from '../support/provider-context';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { seed, storedBytes } from '../support/sandbox/contents';
import type { DestinationHarness, ProviderHarness } from './harness';

export const account = 'Cloudinary account ferry-sandbox';

/** Opens the sandbox's account through the registry, as a worker does; `facts` is what it remembers between openings. */
export function openAccount(
  sandbox: Sandbox,
  root: string,
  { facts = new Map<string, string>(), leaveQuota = 0 } = {},
): Destination {
  return openDestination({ provider: 'cloudinary', root }, contextOf(sandbox.environment, { facts, leaveQuota }));
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

export const cloudinaryHarness: ProviderHarness = { provider: 'cloudinary', startDestination };
