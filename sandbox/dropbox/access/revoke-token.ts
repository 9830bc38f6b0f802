import { jsonAnswer, type Answer } from '../../frame/answer';
import type { Call } from '../call';

/** `auth/token/revoke`: the token and the consent behind it end. */
export async function revokeToken({ account, grant }: Call): Promise<Answer> {
  account.tokens.revoke(grant);
  await account.journal.flush();
  return jsonAnswer(200, null);
}
