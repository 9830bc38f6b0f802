/** How much a sign-in shall allow. */
export type Access = 'read' | 'write' | 'delete';

/** Names of the parameters in which a browser brings its answer. */
export interface AnswerNames {
  /** What shows that the answer belongs to this sign-in. */
  state: string;
  code: string;
}

/** A sign-in that waits for the person, as the client sees it. */
export interface PendingSignIn {
  url: string;
  state: string;
  /** Absent: those of OAuth 2.0. */
  cameBackIn?: AnswerNames;
  finish(code: string): Promise<{ credentials: string; who: string }>;
}

/** A service a person can sign in to; wired by the composition root. */
export interface SignInPort {
  name: string;
  loopbackPort?: number;
  showsCode: boolean;
  /** Where a person takes a consent back, at a service that lets no program do it. */
  takenBackAt?: string;
  begin(request: { access: Access; redirectUri?: string; profile?: string }): Promise<PendingSignIn>;
  whoIs(credentials: string, profile?: string): Promise<string>;
  revoke(credentials: string, profile?: string): Promise<void>;
}
