import type { CallMeter } from './provider';

/** Counts nothing: for calls by hand, of which there are few. */
export const unmetered: CallMeter = { take: async () => undefined };
