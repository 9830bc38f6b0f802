import type { Account } from './account';
import { parseLimits } from './settings';

/** `POST /__limits {"service":"dropbox", ...}`; answers what then holds. */
export async function applyLimits(account: Account, input: unknown): Promise<unknown> {
  const { change, actions } = parseLimits(input);
  account.settings = { ...account.settings, ...change };
  if (actions.resetCursors === true) {
    account.settings = { ...account.settings, cursorGeneration: account.settings.cursorGeneration + 1 };
  }
  if (actions.expireTokens === true) account.tokens.expireAll();
  if (actions.revokeConsent === true) account.tokens.revoke();
  await account.journal.flush();
  return account.settings;
}
