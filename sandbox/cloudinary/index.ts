import { mkdir, rm } from 'node:fs/promises';
import type { Answer } from '../frame/answer';
import { ControlError } from '../frame/control-error';
import type { Exchange } from '../frame/exchange';
import type { Service, ServiceContext } from '../frame/service';
import { Account, type Credentials } from './account';
import { answerApi, apiRouteName } from './api';
import { ApiError, errorAnswer } from './api-error';
import { deliver } from './delivery/deliver';
import { answerSearchUrl, parseSearchUrl } from './delivery/search-url';
import { parseTarget } from './delivery/target';
import { applyLimits, limitsOf } from './limits';
import { seed } from './seed';
import { stateReport } from './state-report';
import { predefinedPresets } from './upload/preset';

/** The accounts there are. The second one is for moving things between two. */
const accounts: readonly [Credentials, ...Credentials[]] = [
  {
    cloudName: 'ferry-sandbox',
    apiKey: '111111111111111',
    apiSecret: 'sandbox-secret-of-ferry-1',
    oauthToken: 'sandbox-oauth-token-1',
  },
  {
    cloudName: 'ferry-sandbox-two',
    apiKey: '222222222222222',
    apiSecret: 'sandbox-secret-of-ferry-2',
    oauthToken: 'sandbox-oauth-token-2',
  },
];

/** Cloudinary: Upload API, Admin API and delivery. */
export async function createCloudinary(context: ServiceContext): Promise<Service> {
  const service = new Cloudinary(context);
  await service.open();
  return service;
}

class Cloudinary implements Service {
  readonly name = 'cloudinary';
  private readonly byCloud = new Map<string, Account>();

  constructor(private readonly context: ServiceContext) {}

  async open(): Promise<void> {
    for (const credentials of accounts) {
      const account = await Account.open(credentials, this.context);
      for (const preset of predefinedPresets)
        if (!account.presets.has(preset.name)) account.presets.set(preset.name, preset);
      this.byCloud.set(credentials.cloudName, account);
    }
  }

  claims(exchange: Exchange): boolean {
    if (exchange.path.startsWith('/v1_1/')) return true;
    return parseSearchUrl(exchange) !== undefined || parseTarget(exchange) !== undefined;
  }

  routeOf(exchange: Exchange): string {
    const api = apiPath(exchange);
    if (api) return apiRouteName(exchange.method, api.path);
    return `${exchange.method} ${parseSearchUrl(exchange) ? 'search' : 'delivery'}`;
  }

  async handle(exchange: Exchange): Promise<Answer> {
    try {
      return await this.route(exchange);
    } catch (error) {
      if (error instanceof ApiError) return errorAnswer(error);
      throw error;
    }
  }

  faultAnswer(status: number, exchange: Exchange): Answer {
    const account = this.byCloud.get(apiPath(exchange)?.cloud ?? '');
    const isAdmin = !/\/(upload|destroy|rename|explicit|tags|context|metadata)\/?$/.test(exchange.path);
    if (account && isAdmin && (status === 420 || status === 429)) {
      const refusal = account.quota.refusal();
      return errorAnswer(new ApiError(status, refusal.message));
    }
    return errorAnswer(new ApiError(status, `Injected by the sandbox (status ${status})`));
  }

  environment(): Record<string, string> {
    const url = this.context.baseUrl();
    const { cloudName, apiKey, apiSecret } = accounts[0];
    const prefix = `?upload_prefix=${url}`;
    const second = accounts[1];
    return {
      CLOUDINARY_URL: `cloudinary://${apiKey}:${apiSecret}@${cloudName}${prefix}`,
      CLOUDINARY_CLOUD_NAME: cloudName,
      CLOUDINARY_API_KEY: apiKey,
      CLOUDINARY_API_SECRET: apiSecret,
      CLOUDINARY_UPLOAD_PREFIX: url,
      CLOUDINARY_DELIVERY_URL: url,
      ...(second
        ? { CLOUDINARY_URL_2: `cloudinary://${second.apiKey}:${second.apiSecret}@${second.cloudName}${prefix}` }
        : {}),
    };
  }

  state(query: URLSearchParams): Answer {
    return stateReport(this.account(query.get('cloud') ?? undefined));
  }

  setLimits(input: unknown): Promise<unknown> {
    return applyLimits((cloud) => this.account(cloud), input);
  }

  limits(): unknown {
    return Object.fromEntries([...this.byCloud.values()].map((account) => [account.cloudName, limitsOf(account)]));
  }

  seed(input: unknown): Promise<unknown> {
    return seed((cloud) => this.account(cloud), input);
  }

  async reset(): Promise<void> {
    for (const account of this.byCloud.values()) await account.close();
    await rm(this.context.directory, { recursive: true, force: true });
    await mkdir(this.context.directory, { recursive: true });
    await this.open();
  }

  async close(): Promise<void> {
    for (const account of this.byCloud.values()) await account.close();
  }

  private async route(exchange: Exchange): Promise<Answer> {
    const api = apiPath(exchange);
    if (!api) return this.routeDelivery(exchange);
    const account = this.byCloud.get(api.cloud);
    if (!account) {
      exchange.body.resume();
      throw new ApiError(401, `Invalid cloud_name ${api.cloud}`);
    }
    return answerApi(account, exchange, api.path);
  }

  private async routeDelivery(exchange: Exchange): Promise<Answer> {
    const search = parseSearchUrl(exchange);
    const target = parseTarget(exchange);
    if (exchange.method !== 'GET' && exchange.method !== 'HEAD') throw new ApiError(405, 'Method not allowed');
    const cloud = search?.cloud ?? target?.cloud ?? '';
    const account = this.byCloud.get(cloud);
    if (!account) throw new ApiError(401, `unknown customer ${cloud}`);
    if (search) return answerSearchUrl(account, search);
    if (!target) throw new ApiError(404, `Resource not found - ${exchange.path}`);
    return deliver(account, exchange, target);
  }

  private account(cloud: string | undefined): Account {
    const account = this.byCloud.get(cloud ?? accounts[0].cloudName);
    if (!account)
      throw new ControlError(`No cloud ${cloud ?? ''}; there are ${[...this.byCloud.keys()].join(', ')}`, 404);
    return account;
  }
}

/** `/v1_1/<cloud>/<path>`, with or without a slash at the end. */
function apiPath(exchange: Exchange): { cloud: string; path: string } | undefined {
  const parts = /^\/v1_1\/([^/]*)\/?(.*?)\/*$/s.exec(exchange.path);
  return parts ? { cloud: parts[1] ?? '', path: parts[2] ?? '' } : undefined;
}
