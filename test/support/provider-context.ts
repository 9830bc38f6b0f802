import type { ProviderContext } from '../../src/providers/provider';
import { unmetered } from '../../src/providers/unmetered';

/** What a provider is opened with: settings of a test's, and facts that live as long as the map does. */
export function contextOf(
  settings: Record<string, string> = {},
  { facts = new Map<string, string>(), leaveQuota = 0 } = {},
): ProviderContext {
  return {
    setting: (key) => settings[key],
    leaveQuota,
    meter: unmetered,
    factsOf: (scope) => ({
      get: async (name) => facts.get(`${scope} ${name}`),
      set: async (name, value) => void facts.set(`${scope} ${name}`, value),
      claim: async (name, value) => {
        const key = `${scope} ${name}`;
        if (!facts.has(key)) facts.set(key, value);
        return facts.get(key) ?? value;
      },
    }),
  };
}
