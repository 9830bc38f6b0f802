/** How much a sign-in shall allow. */
export type Access = 'read' | 'write';

/** A sign-in that waits for the person, as the client sees it. */
export interface PendingSignIn {
  url: string;
  state: string;
  finish(code: string): Promise<{ credentials: string; who: string }>;
}

/** A service a person can sign in to; wired by the composition root. */
export interface SignInPort {
  name: string;
  loopbackPort?: number;
  showsCode: boolean;
  begin(request: { access: Access; redirectUri?: string; profile?: string }): Promise<PendingSignIn>;
  whoIs(credentials: string, profile?: string): Promise<string>;
  revoke(credentials: string, profile?: string): Promise<void>;
}
