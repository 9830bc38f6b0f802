import type { Account } from './account';
import { mergeSettings, parseSettings } from './settings';

/** `POST /__limits {"service":"cloudinary", ...}`. */
export async function applyLimits(accountOf: (cloud?: string) => Account, input: unknown): Promise<unknown> {
  const change = parseSettings(input);
  const account = accountOf(change.cloud);
  account.settings = mergeSettings(account.settings, change);
  const touchesQuota = ['adminPerHour', 'adminRemaining', 'resetAt', 'windowMs'].some((name) => name in change);
  if (touchesQuota) {
    const resetAt =
      change.resetAt === undefined || change.resetAt === null ? undefined : new Date(change.resetAt).getTime();
    account.quota.restart(change.adminRemaining, resetAt);
  }
  await account.assets.settle();
  return limitsOf(account);
}

/** What holds now. */
export function limitsOf(account: Account): Record<string, unknown> {
  return {
    ...account.settings,
    adminRemaining: account.quota.remaining,
    resetAt: account.quota.resetAt.toISOString(),
  };
}
