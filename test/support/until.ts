import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until there is something to see. @throws when the time is up, saying what was awaited. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 45_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms in vain: ${what}.`);
    await delay(25);
  }
}
