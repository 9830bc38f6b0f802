import type { Health } from '../provider';
import type { FlickrClient } from './client';

/** Whose account it is and how far this machine's clock is ahead. */
export async function healthOf(client: FlickrClient, signal: AbortSignal): Promise<Health> {
  const { name } = await client.whoAmI(signal);
  const date = await client.ping(signal);
  return { words: `signed in as ${name}`, ...(date === undefined ? {} : { clockSkewMs: Date.now() - date.getTime() }) };
}
