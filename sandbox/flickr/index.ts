import { mkdir, rm } from 'node:fs/promises';
import { textAnswer, type Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import { MalformedBody } from '../frame/request-body';
import type { Service, ServiceContext } from '../frame/service';
import { accessToken } from './access/access-token';
import { app, firstTokens, person } from './access/app';
import { authorize } from './access/authorize';
import { OAuthProblem } from './access/oauth-problem';
import { requestToken } from './access/request-token';
import { readSignedRequest } from './access/signed-request';
import { Account } from './account';
import { injected } from './api-error';
import { isImagePath, serveImage } from './images/serve';
import { applyLimits, limitsOf } from './limits';
import { maintenance, tooManyRequests } from './pages';
import { answerRest } from './rest/answer-rest';
import { refusal, xmlAnswer } from './rest/format';
import { refusalXml } from './rest/to-xml';
import { seed } from './seeding/seed';
import { stateReport } from './state-report';
import { answerUpload } from './upload/answer-upload';

/**
 * Flickr: the REST API, uploads, the sign-in, and the host of the images. A client swaps the origin and keeps the
 * path, for the hosts are told apart by path alone:
 *
 * | real                                          | here                                                        |
 * | --------------------------------------------- | ----------------------------------------------------------- |
 * | `https://api.flickr.com/services/rest`        | `<base>/services/rest`                                      |
 * | `https://up.flickr.com/services/upload`       | `<base>/services/upload`, `/services/replace`, or with a `/` |
 * | `https://www.flickr.com/services/oauth/...`   | `<base>/services/oauth/...`                                 |
 * | `https://live.staticflickr.com/<server>/...`  | `<base>/<server>/...`; answers say `<base>/live/<server>/...` |
 *
 * Signatures may be over the real address (`https`, any of the three hosts of Flickr, the path as it was sent), which
 * is what a client with a redirected transport signs, or over the address here.
 */
export async function createFlickr(context: ServiceContext): Promise<Service> {
  return new Flickr(context, await Account.open(context));
}

const servicePath = /^\/services\/(?:rest|upload|replace|oauth\/(?:request_token|authorize|access_token))\/?$/;

class Flickr implements Service {
  readonly name = 'flickr';

  constructor(
    private readonly context: ServiceContext,
    private account: Account,
  ) {}

  claims({ path }: Exchange): boolean {
    return servicePath.test(path) || isImagePath(path);
  }

  routeOf({ method, path }: Exchange): string {
    const named = path.replace(/^\/services\//, '').replace(/\/$/, '');
    return `${method} ${isImagePath(path) ? 'image' : named}`;
  }

  async handle(exchange: Exchange): Promise<Answer> {
    try {
      return await this.route(exchange);
    } catch (error) {
      exchange.body.resume();
      if (error instanceof OAuthProblem) return error.answer;
      if (error instanceof MalformedBody) return textAnswer(400, '<html><body><h1>400 Bad Request</h1></body></html>');
      throw error;
    }
  }

  /** A status below 200 is a code of the API; 200 is the page Flickr shows while it is taken care of. */
  faultAnswer(status: number, { path, query }: Exchange): Answer {
    if (status === 429) return tooManyRequests();
    if (status === 200) return maintenance();
    if (status < 200) {
      const error = injected(status);
      if (/^\/services\/(?:upload|replace)/.test(path)) return xmlAnswer(refusalXml(error.code, error.message));
      return refusal({ kind: query.get('format') === 'rest' ? 'xml' : 'json' }, error);
    }
    if (status === 401) return new OAuthProblem('token_rejected').answer;
    return textAnswer(status, `<html><body><h1>${status} Injected by the sandbox</h1></body></html>`);
  }

  environment(): Record<string, string> {
    const [first] = firstTokens;
    return {
      FLICKR_API_URL: this.context.baseUrl(),
      FLICKR_API_KEY: app.key,
      FLICKR_API_SECRET: app.secret,
      FLICKR_OAUTH_TOKEN: first?.token ?? '',
      FLICKR_OAUTH_TOKEN_SECRET: first?.secret ?? '',
      FLICKR_USER_ID: person.nsid,
    };
  }

  state(): Answer {
    return stateReport(this.account);
  }

  setLimits(input: unknown): Promise<unknown> {
    return applyLimits(this.account, input);
  }

  limits(): unknown {
    return limitsOf(this.account);
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
    if (isImagePath(path)) {
      return method === 'GET' || method === 'HEAD' ? serveImage(account, exchange) : notAllowed();
    }
    if (method !== 'GET' && method !== 'POST') return notAllowed();
    switch (path.replace(/^\/services\//, '').replace(/\/$/, '')) {
      case 'rest':
        return answerRest(account, exchange);
      case 'upload':
        return method === 'POST' ? answerUpload(account, exchange, 'upload') : notAllowed();
      case 'replace':
        return method === 'POST' ? answerUpload(account, exchange, 'replace') : notAllowed();
      case 'oauth/authorize':
        return authorize(account, exchange);
      case 'oauth/request_token':
        return requestToken(account, await readSignedRequest(exchange, account.spool));
      default:
        return accessToken(account, await readSignedRequest(exchange, account.spool));
    }
  }
}

function notAllowed(): Answer {
  return textAnswer(405, '<html><body><h1>405 Method Not Allowed</h1></body></html>');
}
