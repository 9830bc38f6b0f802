import { randomBytes } from 'node:crypto';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import type { Settings } from '../settings';
import { firstRefreshToken, longLivedToken, scopes } from './app';

/** What a person has allowed: a refresh token stands for it. */
interface Consent {
  scopes: string[];
}

/** An access token. */
export interface Grant {
  token: string;
  scopes: string[];
  /** Absent: it does not expire. */
  expiresAt?: number;
  refreshToken?: string;
}

/** A code that a person's consent was answered with. */
export interface Code {
  challenge?: string;
  redirectUri?: string;
  isOffline: boolean;
  scopes: string[];
  expiresAt: number;
}

const codeLifeMs = 10 * 60_000;

/** Consents, codes and access tokens. */
export class Tokens {
  private readonly consents: Collection<Consent>;
  private readonly grants: Collection<Grant>;
  private readonly codes: Collection<Code>;
  private readonly callsLeft = new Map<string, number>();

  constructor(
    journal: Journal,
    private readonly settings: () => Settings,
  ) {
    this.consents = journal.collection('consents');
    this.grants = journal.collection('grants');
    this.codes = journal.collection('codes');
    if (this.consents.size === 0 && this.grants.size === 0) {
      this.consents.set(firstRefreshToken, { scopes });
      this.grants.set(longLivedToken, { token: longLivedToken, scopes });
    }
  }

  consentOf(refreshToken: string): Consent | undefined {
    return this.consents.get(refreshToken);
  }

  /** Gives an access token that lives for as long as the settings say. */
  give(consentScopes: string[], refreshToken?: string): Grant {
    const { tokenSeconds, tokenCalls } = this.settings();
    const token = `sl.${randomBytes(48).toString('base64url')}`;
    const grant: Grant = { token, scopes: consentScopes, expiresAt: Date.now() + tokenSeconds * 1000 };
    if (refreshToken !== undefined) grant.refreshToken = refreshToken;
    this.grants.set(token, grant);
    if (tokenCalls !== null) this.callsLeft.set(token, tokenCalls);
    return grant;
  }

  /** Gives a refresh token. */
  consent(consentScopes: string[]): string {
    const refreshToken = randomBytes(48).toString('base64url');
    this.consents.set(refreshToken, { scopes: consentScopes });
    return refreshToken;
  }

  giveCode(code: Omit<Code, 'expiresAt'>): string {
    const name = randomBytes(33).toString('base64url');
    this.codes.set(name, { ...code, expiresAt: Date.now() + codeLifeMs });
    return name;
  }

  /** Takes a code, which serves once. */
  takeCode(name: string): Code | undefined {
    const code = this.codes.get(name);
    this.codes.delete(name);
    return code !== undefined && code.expiresAt > Date.now() ? code : undefined;
  }

  /** Uses a token for one call; answers what it is good for, or how it fails. */
  use(token: string): Grant | 'malformed' | 'expired' | 'invalid' {
    if (!/^sl\.[\w-]{20,}$/.test(token)) return 'malformed';
    const grant = this.grants.get(token);
    if (!grant) return 'invalid';
    if (grant.expiresAt !== undefined && grant.expiresAt <= Date.now()) return 'expired';
    const left = this.callsLeft.get(token);
    if (left !== undefined) {
      if (left <= 0) return 'expired';
      this.callsLeft.set(token, left - 1);
    }
    return grant;
  }

  /** Ends every access token that can end. */
  expireAll(): void {
    for (const grant of [...this.grants.values()]) {
      if (grant.expiresAt !== undefined) this.grants.set(grant.token, { ...grant, expiresAt: 0 });
    }
  }

  /** Takes back one token and the consent behind it, or every consent. */
  revoke(grant?: Grant): void {
    if (!grant) {
      this.consents.clear();
      this.grants.clear();
      // Remembered, so that a restart does not give them again.
      this.grants.set('revoked', { token: 'revoked', scopes: [], expiresAt: 0 });
      return;
    }
    this.grants.delete(grant.token);
    if (grant.refreshToken === undefined) return;
    this.consents.delete(grant.refreshToken);
    for (const other of [...this.grants.values()]) {
      if (other.refreshToken === grant.refreshToken) this.grants.delete(other.token);
    }
  }
}
