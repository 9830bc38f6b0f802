import { randomBytes } from 'node:crypto';
import type { Collection } from '../frame/collection';
import type { Journal } from '../frame/journal';
import { firstRefreshToken, person } from './identities';
import type { AuthSettings } from './settings';

/** What somebody may do. */
interface Consent {
  email: string;
  scopes: string[];
}

/** An access token. */
export interface Grant extends Consent {
  token: string;
  expiresAt: number;
  refreshToken?: string;
}

/** A code that a person's consent was answered with. */
export interface Code {
  scopes: string[];
  redirectUri: string;
  challenge?: string;
  isOffline: boolean;
  expiresAt: number;
}

const codeLifeMs = 10 * 60_000;

/** Every scope that the consent of the start covers. */
const firstScopes = ['https://www.googleapis.com/auth/drive', 'https://www.googleapis.com/auth/drive.readonly'];

/** Consents, codes and access tokens. */
export class Tokens {
  private readonly consents: Collection<Consent>;
  private readonly grants: Collection<Grant>;
  private readonly codes: Collection<Code>;
  private readonly callsLeft = new Map<string, number>();

  constructor(
    journal: Journal,
    private readonly settings: () => AuthSettings,
  ) {
    this.consents = journal.collection('consents');
    this.grants = journal.collection('grants');
    this.codes = journal.collection('codes');
    const wasUsed = this.consents.size > 0 || this.grants.size > 0;
    if (!wasUsed) this.consents.set(firstRefreshToken, { email: person.email, scopes: firstScopes });
  }

  consentOf(refreshToken: string): Consent | undefined {
    return this.consents.get(refreshToken);
  }

  /** Gives an access token that lives for as long as the settings say. */
  give({ email, scopes }: Consent, refreshToken?: string): Grant {
    const { tokenSeconds, tokenCalls } = this.settings();
    const token = `ya29.${randomBytes(60).toString('base64url')}`;
    const grant: Grant = { token, email, scopes, expiresAt: Date.now() + tokenSeconds * 1000 };
    if (refreshToken !== undefined) grant.refreshToken = refreshToken;
    this.grants.set(token, grant);
    if (tokenCalls !== null) this.callsLeft.set(token, tokenCalls);
    return grant;
  }

  /** Remembers what the person allowed; answers the refresh token. */
  consent(scopes: string[]): string {
    const refreshToken = `1//${randomBytes(48).toString('base64url')}`;
    this.consents.set(refreshToken, { email: person.email, scopes });
    return refreshToken;
  }

  giveCode(code: Omit<Code, 'expiresAt'>): string {
    const name = `4/${randomBytes(40).toString('base64url')}`;
    this.codes.set(name, { ...code, expiresAt: Date.now() + codeLifeMs });
    return name;
  }

  /** Takes a code, which serves once. */
  takeCode(name: string): Code | undefined {
    const code = this.codes.get(name);
    this.codes.delete(name);
    return code !== undefined && code.expiresAt > Date.now() ? code : undefined;
  }

  /** An access token that still serves; looking does not use it up. */
  live(token: string): Grant | undefined {
    const grant = this.grants.get(token);
    const left = this.callsLeft.get(token);
    return grant === undefined || grant.expiresAt <= Date.now() || (left !== undefined && left <= 0)
      ? undefined
      : grant;
  }

  /** Uses a token for one call. */
  use(token: string): Grant | undefined {
    const grant = this.live(token);
    const left = this.callsLeft.get(token);
    if (grant && left !== undefined) this.callsLeft.set(token, left - 1);
    return grant;
  }

  /** Ends every access token. */
  expireAll(): void {
    for (const grant of [...this.grants.values()]) this.grants.set(grant.token, { ...grant, expiresAt: 0 });
  }

  /** Takes every consent back, and the access tokens that came of them. */
  revokeAll(): void {
    for (const refreshToken of [...this.consents.keys()]) this.revoke(refreshToken);
    // Remembered, so that a restart does not give the first consent again.
    this.grants.set('revoked', { token: 'revoked', email: person.email, scopes: [], expiresAt: 0 });
  }

  /** Takes back the consent behind an access or refresh token. False: there is none. */
  revoke(token: string): boolean {
    const refreshToken = this.grants.get(token)?.refreshToken ?? token;
    const found = this.consents.delete(refreshToken);
    for (const grant of [...this.grants.values()]) {
      if (grant.token === token || grant.refreshToken === refreshToken) this.grants.delete(grant.token);
    }
    if (found && this.consents.size === 0 && this.grants.size === 0) this.revokeAll();
    return found;
  }
}
