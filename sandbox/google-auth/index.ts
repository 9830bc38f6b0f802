import { jsonAnswer, type Answer } from '../frame/answer';
import type { Exchange } from '../frame/exchange';
import type { Journal } from '../frame/journal';
import { authorize } from './authorize';
import { makeCredentialFiles, type CredentialFiles } from './credential-files';
import { client } from './identities';
import type { AuthSettings } from './settings';
import { tokenEndpoint } from './token-endpoint';
import { Tokens } from './tokens';

const paths = ['/o/oauth2/v2/auth', '/token', '/revoke', '/tokeninfo'];

/** Google's sign-in, for any of its services: OAuth 2.0 for people, signed assertions for service accounts. */
export class GoogleAuth {
  readonly tokens: Tokens;

  private constructor(
    readonly files: CredentialFiles,
    private readonly journal: Journal,
    private readonly settings: () => AuthSettings,
  ) {
    this.tokens = new Tokens(journal, settings);
  }

  /** @param directory Where the files are that clients sign in with; they are made once. */
  static async open(directory: string, journal: Journal, settings: () => AuthSettings): Promise<GoogleAuth> {
    return new GoogleAuth(await makeCredentialFiles(directory), journal, settings);
  }

  static claims(path: string): boolean {
    return paths.includes(path);
  }

  /** Answers a request to one of the sign-in's own addresses. */
  async handle(exchange: Exchange): Promise<Answer> {
    const { method, path, query } = exchange;
    if (path === '/o/oauth2/v2/auth') {
      const answer = authorize(this.tokens, this.settings(), query);
      await this.journal.flush();
      return answer;
    }
    const form = new URLSearchParams([...query, ...new URLSearchParams(await bodyText(exchange))]);
    if (path === '/tokeninfo') return this.tokenInfo(form.get('access_token') ?? '');
    if (method !== 'POST') return jsonAnswer(404, { error: 'not_found' });
    await exchange.describe({ subject: form.get('grant_type') ?? undefined });
    const answer = path === '/revoke' ? this.revoke(form.get('token') ?? '') : this.trade(form);
    await this.journal.flush();
    return answer;
  }

  private trade(form: URLSearchParams): Answer {
    const { tokens, files } = this;
    return tokenEndpoint({ tokens, publicKey: files.publicKey, settings: this.settings() }, form);
  }

  private revoke(token: string): Answer {
    if (this.tokens.revoke(token)) return jsonAnswer(200, {});
    return jsonAnswer(400, { error: 'invalid_token', error_description: 'Token expired or revoked' });
  }

  private tokenInfo(token: string): Answer {
    const grant = this.tokens.live(token);
    if (!grant) return jsonAnswer(400, { error: 'invalid_token', error_description: 'Invalid Value' });
    const secondsLeft = Math.floor((grant.expiresAt - Date.now()) / 1000);
    return jsonAnswer(200, {
      azp: client.id,
      aud: client.id,
      scope: grant.scopes.join(' '),
      exp: String(Math.floor(grant.expiresAt / 1000)),
      expires_in: String(secondsLeft),
      access_type: grant.refreshToken === undefined ? 'online' : 'offline',
    });
  }
}

async function bodyText(exchange: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of exchange.body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
