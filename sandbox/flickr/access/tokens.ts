import { randomBytes, randomInt } from 'node:crypto';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import { firstTokens, type Permission } from './app';

/** What a client begins a sign-in with. */
export interface RequestToken {
  token: string;
  secret: string;
  /** Where the person is sent back to; `oob` shows the verifier instead. */
  callback: string;
  /** There once the person said yes. */
  consent?: { verifier: string; permission: Permission };
  expiresAt: number;
}

/** What a person's consent is traded for; it lives until it is taken back. */
export interface AccessToken {
  token: string;
  secret: string;
  permission: Permission;
}

const requestLifeMs = 60 * 60_000;

/** Sign-ins under way and the tokens they ended with. */
export class Tokens {
  private readonly requests: Collection<RequestToken>;
  private readonly accesses: Collection<AccessToken>;
  /** Holds one entry once the first tokens were given, so that a restart does not give revoked ones again. */
  private readonly beginnings: Collection<boolean>;

  constructor(journal: Journal) {
    this.requests = journal.collection('request_tokens');
    this.accesses = journal.collection('access_tokens');
    this.beginnings = journal.collection('token_beginnings');
    if (this.beginnings.size > 0) return;
    for (const first of firstTokens) this.accesses.set(first.token, first);
    this.beginnings.set('given', true);
  }

  /** Begins a sign-in. */
  begin(callback: string): RequestToken {
    const request = { token: newToken(), secret: newSecret(), callback, expiresAt: Date.now() + requestLifeMs };
    this.requests.set(request.token, request);
    return request;
  }

  /** A sign-in under way; undefined when it never began, has ended, or is too old. */
  request(token: string): RequestToken | undefined {
    const request = this.requests.get(token);
    return request !== undefined && request.expiresAt > Date.now() ? request : undefined;
  }

  /** The person says yes. Answers the verifier. */
  consent(request: RequestToken, permission: Permission): string {
    const verifier = request.callback === 'oob' ? newCode() : newSecret();
    this.requests.set(request.token, { ...request, consent: { verifier, permission } });
    return verifier;
  }

  /** The person says no, or the sign-in is over. */
  end(request: RequestToken): void {
    this.requests.delete(request.token);
  }

  /** Gives an access token. */
  give(permission: Permission): AccessToken {
    const access = { token: newToken(), secret: newSecret(), permission };
    this.accesses.set(access.token, access);
    return access;
  }

  /** An access token that serves. */
  access(token: string): AccessToken | undefined {
    return this.accesses.get(token);
  }

  /** How many tokens serve. */
  get size(): number {
    return this.accesses.size;
  }

  /** The person takes the consent back: every token ends. */
  revokeAll(): void {
    this.accesses.clear();
    this.requests.clear();
  }
}

/** `72157626318069415-087bfc7b5816092c` in form. */
function newToken(): string {
  return `721577${randomInt(10_000_000_000, 99_999_999_999)}-${newSecret()}`;
}

/** What a person copies by hand: `123-456-789`. */
function newCode(): string {
  return randomInt(100_000_000, 999_999_999)
    .toString()
    .replace(/^(...)(...)/, '$1-$2-');
}

function newSecret(): string {
  return randomBytes(8).toString('hex');
}
