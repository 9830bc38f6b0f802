import type { Account } from './account';
import { parseLimits } from './settings';

/** `POST /__limits {"service":"google-drive", ...}`; answers what then holds. */
export async function applyLimits(account: Account, input: unknown): Promise<unknown> {
  const { change, actions } = parseLimits(input);
  account.settings = { ...account.settings, ...change };
  if (actions.resetPageTokens === true) {
    account.settings = { ...account.settings, pageTokenGeneration: account.settings.pageTokenGeneration + 1 };
  }
  if (actions.expireTokens === true) account.auth.tokens.expireAll();
  if (actions.revokeConsent === true) account.auth.tokens.revokeAll();
  await account.journal.flush();
  return account.settings;
}
