import type { CallOptions, ProviderContext } from './provider';

/** How much a sign-in shall allow: as little as the work needs. Most services tell writing and deleting not apart. */
export type Access = 'read' | 'write' | 'delete';

/** Asks for a sign-in. */
export interface SignInRequest {
  setting: ProviderContext['setting'];
  access: Access;
  /** Loopback address the service sends the person back to; absent: it shows a code that the person pastes. */
  redirectUri?: string;
}

/** Credentials a person has just granted. */
export interface SignedIn {
  /** JSON text to keep in a file that only its owner can read. Secret. */
  credentials: string;
  /** Whose account it is, for a person: `ann@example.com`. */
  who: string;
}

/** A sign-in that waits for the person. */
export interface SignInStep {
  /** Where the person says yes. */
  url: string;
  /** What comes back with the code, so that no other page can answer for the person. */
  state: string;
  /** The parameters that both come back in, where they are not called `state` and `code` as in OAuth 2.0. */
  cameBackIn?: { state: string; code: string };
  /** Trades the code for credentials. @throws {ProviderError} `AuthFailed` when the service refuses it. */
  finish(code: string, options: CallOptions): Promise<SignedIn>;
}

/** A service a person can sign in to: OAuth 2.0 with PKCE (RFC 7636) for installed programs (RFC 8252), or OAuth 1.0a. */
export interface SignIn {
  /** As on the command line, and the name of the file the credentials are kept in: `google`. */
  name: string;
  /** Port of the loopback address, where the service wants the very address registered; absent: any that is free. */
  loopbackPort?: number;
  /** True where the service shows a code to copy when no address is given. */
  showsCode: boolean;
  /** Where a person takes a consent back, at a service that lets no program do it. Then `revoke` does nothing. */
  takenBackAt?: string;
  /** Begins a sign-in. @throws {ProviderError} `AuthFailed` when the program itself is not registered in the settings. */
  begin(request: SignInRequest, options?: CallOptions): Promise<SignInStep>;
  /** Whose account kept credentials open, by one call. @throws {ProviderError} `AuthFailed` when they do not work any more. */
  whoIs(credentials: string, setting: ProviderContext['setting'], options: CallOptions): Promise<string>;
  /** Takes the consent back at the service. */
  revoke(credentials: string, setting: ProviderContext['setting'], options: CallOptions): Promise<void>;
}
