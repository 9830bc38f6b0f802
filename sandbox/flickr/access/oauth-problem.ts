import { textAnswer, type Answer } from '../../frame/answer';

/** Why a signed request is not believed, in the words of the OAuth problem reporting extension. */
export type ProblemName =
  | 'parameter_absent'
  | 'version_rejected'
  | 'signature_method_rejected'
  | 'consumer_key_unknown'
  | 'timestamp_refused'
  | 'nonce_used'
  | 'signature_invalid'
  | 'token_rejected'
  | 'token_expired'
  | 'token_used'
  | 'permission_unknown'
  | 'verifier_invalid';

const badRequests: readonly ProblemName[] = ['parameter_absent', 'version_rejected', 'signature_method_rejected'];

/** A signed request that is not believed. */
export class OAuthProblem extends Error {
  /** @param detail What follows the name: `debug_sbs=...`, in the form it goes out. */
  constructor(
    readonly problem: ProblemName,
    readonly detail?: string,
  ) {
    super(`oauth_problem=${problem}`);
    this.name = 'OAuthProblem';
  }

  /** As `/services/oauth/...` answers: text, 401, or 400 for requests that make no sense. */
  get answer(): Answer {
    const text = `oauth_problem=${this.problem}${this.detail === undefined ? '' : `&${this.detail}`}`;
    return textAnswer(badRequests.includes(this.problem) ? 400 : 401, text, 'text/plain; charset=utf-8');
  }
}

/** A parameter that has to be there and is not. */
export function parameterAbsent(name: string): OAuthProblem {
  return new OAuthProblem('parameter_absent', `oauth_parameters_absent=${name}`);
}
