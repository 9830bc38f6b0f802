import { jsonAnswer, type Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import type { Service, ServiceContext } from '../frame/service';
import { GoogleAuth } from '../google-auth';
import { Account } from './account';
import { answerApi, routeNameOf } from './api';
import { ApiError, limitExceeded, notFound, refusalAnswer, unauthenticated } from './api-error';
import { applyLimits } from './limits';
import { seed } from './seeding/seed';
import { stateReport } from './state-report';

/** Google Drive API v3 and Google's sign-in. Their hosts are told apart by path alone. */
export async function createGoogleDrive(context: ServiceContext): Promise<Service> {
  return new GoogleDrive(context, await Account.open(context));
}

class GoogleDrive implements Service {
  readonly name = 'google-drive';

  constructor(
    private readonly context: ServiceContext,
    private account: Account,
  ) {}

  claims({ path }: Exchange): boolean {
    return /^\/(upload\/)?drive\/v3\//.test(path) || GoogleAuth.claims(path);
  }

  routeOf(exchange: Exchange): string {
    return GoogleAuth.claims(exchange.path) ? `${exchange.method} ${exchange.path.slice(1)}` : routeNameOf(exchange);
  }

  async handle(exchange: Exchange): Promise<Answer> {
    try {
      if (GoogleAuth.claims(exchange.path)) return await this.account.auth.handle(exchange);
      return await answerApi(this.account, exchange);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      exchange.body.resume();
      return error.answer;
    }
  }

  faultAnswer(status: number, { path }: Exchange): Answer {
    if (GoogleAuth.claims(path)) {
      const error = status < 500 ? 'invalid_grant' : 'internal_failure';
      return jsonAnswer(status, { error, error_description: 'Injected by the sandbox' });
    }
    if (status === 401) return unauthenticated();
    if (status === 403) return limitExceeded('userRateLimitExceeded');
    if (status === 429) return limitExceeded('tooManyRequests');
    if (status === 404) return notFound('.').answer;
    if (status >= 500) return refusalAnswer({ status, reason: 'backendError', message: 'Backend Error' });
    return refusalAnswer({ status, reason: 'badRequest', message: 'Injected by the sandbox' });
  }

  environment(): Record<string, string> {
    return {
      GOOGLE_API_URL: this.context.baseUrl(),
      GOOGLE_DRIVE_CREDENTIALS_FILE: this.account.auth.files.serviceAccount,
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

  /** Everything but the key that clients sign in with. */
  async reset(): Promise<void> {
    await this.account.close();
    await Account.erase(this.context);
    this.account = await Account.open(this.context);
  }

  close(): Promise<void> {
    return this.account.close();
  }
}
