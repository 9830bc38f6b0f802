import type { Account } from './account';
import { parseLimits } from './settings';

/** `POST /__limits {"service":"flickr", ...}`; answers what then holds. */
export async function applyLimits(account: Account, input: unknown): Promise<unknown> {
  const { change, actions } = parseLimits(input);
  account.settings = { ...account.settings, ...change };
  const { callsLeft, resetAt, revokeConsent } = actions;
  const endsAt = resetAt === undefined ? undefined : Date.parse(resetAt);
  if (callsLeft !== undefined) account.calls.setLeft(callsLeft, endsAt);
  else if (endsAt !== undefined) account.calls.setLeft(account.calls.report().callsLeft ?? 0, endsAt);
  if (revokeConsent === true) account.tokens.revokeAll();
  await account.journal.flush();
  return limitsOf(account);
}

/** What holds now, with the hour that runs. */
export function limitsOf(account: Account): Record<string, unknown> {
  return { ...account.settings, ...account.calls.report() };
}
