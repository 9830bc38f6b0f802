import { mkdir, rm } from 'node:fs/promises';
import { textAnswer, type Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import type { Service, ServiceContext } from '../frame/service';
import { app, firstRefreshToken } from './access/app';
import { authorize } from './access/authorize';
import { tokenEndpoint } from './access/token-endpoint';
import { Account } from './account';
import { answerApi } from './api';
import { ApiError, badInput, endpointError, tooManyRequests, unauthorized } from './api-error';
import { isTemporaryLink, openTemporaryLink } from './files/temporary-link';
import { applyLimits } from './limits';
import { routes } from './routes';
import { seed } from './seeding/seed';
import { isSharedLinkPath, openSharedLink } from './sharing/read-link';
import { stateReport } from './state-report';

/** Dropbox API v2: files, sharing, sign-in and the links it gives. Its hosts are told apart by path alone. */
export async function createDropbox(context: ServiceContext): Promise<Service> {
  return new Dropbox(context, await Account.open(context));
}

class Dropbox implements Service {
  readonly name = 'dropbox';

  constructor(
    private readonly context: ServiceContext,
    private account: Account,
  ) {}

  claims({ path }: Exchange): boolean {
    if (path === '/oauth2/authorize' || path === '/oauth2/token') return true;
    return functionOf(path) !== undefined || isTemporaryLink(path) || isSharedLinkPath(path);
  }

  routeOf({ method, path }: Exchange): string {
    const fn = functionOf(path);
    if (fn !== undefined) return `${method} ${routes.has(fn) ? fn : 'unknown'}`;
    if (isTemporaryLink(path)) return `${method} temporary link`;
    return isSharedLinkPath(path) ? `${method} shared link` : `${method} ${path.slice(1)}`;
  }

  async handle(exchange: Exchange): Promise<Answer> {
    try {
      return await this.route(exchange);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      exchange.body.resume();
      return error.answer;
    }
  }

  faultAnswer(status: number, { path }: Exchange): Answer {
    const fn = functionOf(path) ?? path;
    if (status === 429) return tooManyRequests(300, this.account.settings.limitForm);
    if (status === 401) return unauthorized('expired_access_token').answer;
    if (status === 409) return endpointError(['path', 'not_found']).answer;
    if (status === 400) return badInput(fn, 'Injected by the sandbox').answer;
    return textAnswer(status, `<html><body>Injected by the sandbox (status ${status})</body></html>`);
  }

  environment(): Record<string, string> {
    return {
      DROPBOX_API_URL: this.context.baseUrl(),
      DROPBOX_APP_KEY: app.key,
      DROPBOX_REFRESH_TOKEN: firstRefreshToken,
    };
  }

  state(): Answer {
    return stateReport(this.account);
  }

  setLimits(input: unknown): Promise<unknown> {
    return applyLimits(this.account, input);
  }

  limits(): unknown {
    return this.account.settings;
  }

  seed(input: unknown): Promise<unknown> {
    return seed(this.account, input);
  }

  async reset(): Promise<void> {
    await this.account.close();
    await rm(this.context.directory, { recursive: true, force: true });
    await mkdir(this.context.directory, { recursive: true });
    this.account = await Account.open(this.context);
  }

  close(): Promise<void> {
    return this.account.close();
  }

  private async route(exchange: Exchange): Promise<Answer> {
    const { account } = this;
    const { method, path } = exchange;
    const fn = functionOf(path);
    if (path === '/oauth2/token' && method === 'POST') return tokenEndpoint(account, exchange);
    if (fn !== undefined && (method === 'POST' || fn === 'files/download')) return answerApi(account, exchange, fn);
    if (method !== 'GET' && method !== 'HEAD') return textAnswer(405, 'Method not allowed', 'text/plain');
    if (path === '/oauth2/authorize') return authorize(account, exchange);
    if (isTemporaryLink(path)) return openTemporaryLink(account, exchange);
    if (isSharedLinkPath(path)) return openSharedLink(account, exchange);
    return textAnswer(405, 'Method not allowed', 'text/plain');
  }
}

/** `files/list_folder` of `/2/files/list_folder`. */
function functionOf(path: string): string | undefined {
  return /^\/2\/((?:files|sharing|users|auth)\/.+)$/.exec(path)?.[1];
}
