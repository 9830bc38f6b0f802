import { formatDuration } from '../../../core/format';
import type { ProviderContext } from '../../../providers/provider';
import { unmetered } from '../../../providers/unmetered';
import { ProviderError } from '../../../providers/provider-error';
import { providers } from '../../../providers/registry';
import type { Settings } from '../../../settings';
import type { Finding } from '../doctor-command';
import { exitCodes } from '../exit-codes';
import { exitCodeOf } from './provider-failure';

/** A clock further off than this makes signatures stale (Cloudinary takes an hour; other services less). */
const worstSkewMs = 60_000;

/** The one service every job so far needs; others are looked at where somebody has set them up. */
const needed = 'cloudinary';

/** Tries the credentials of every provider that has any, by one cheap call. */
export async function checkCredentials(settings: Settings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const provider of providers) {
    const { name } = provider;
    if (name === 'local') continue;
    const setting = (key: string): string | undefined => settings.setting(key);
    const problems = provider.checkSettings(setting);
    if (problems.length === 0) findings.push(...(await tryProvider(provider, setting)));
    else if (name === needed || provider.isBegun(setting)) {
      findings.push({ what: name, isWell: false, words: problems.join(' '), exitCode: exitCodes.credentials });
    } else findings.push({ what: name, isWell: true, words: 'not set up, and nothing needs it so far' });
  }
  return findings;
}

async function tryProvider(
  { name, openSource, openDestination }: (typeof providers)[number],
  setting: ProviderContext['setting'],
): Promise<Finding[]> {
  const facts = {
    get: () => Promise.resolve(undefined),
    set: () => Promise.resolve(),
    claim: (_name: string, value: string) => Promise.resolve(value),
  };
  try {
    const end = (openDestination ?? openSource)?.('', {
      setting,
      leaveQuota: 0,
      meter: unmetered,
      factsOf: () => facts,
    });
    const found = await end?.health?.({ signal: AbortSignal.timeout(20_000) });
    const works = { what: name, isWell: true, words: found?.words ?? 'settings are complete' };
    return [works, ...clockFinding(name, found?.clockSkewMs)];
  } catch (error) {
    const exitCode = error instanceof ProviderError ? exitCodeOf(error) : exitCodes.failed;
    const words = error instanceof Error ? error.message : String(error);
    return [{ what: name, isWell: false, words, exitCode }];
  }
}

function clockFinding(name: string, skewMs: number | undefined): Finding[] {
  if (skewMs === undefined) return [];
  const isWell = Math.abs(skewMs) <= worstSkewMs;
  const words = isWell ? `agrees with ${name}'s` : `is ${formatDuration(Math.abs(skewMs))} off ${name}'s: set it right`;
  return [{ what: 'clock', isWell, words, exitCode: exitCodes.failed }];
}
