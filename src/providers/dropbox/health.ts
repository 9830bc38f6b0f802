import type { Health } from '../provider';
import type { DropboxClient } from './client';

/** Whose account it is and how far this machine's clock is ahead, by one call. */
export async function healthOf(client: DropboxClient, signal: AbortSignal): Promise<Health> {
  const answer = await client.rpc((sdk) => sdk.usersGetCurrentAccount(), signal);
  const { result } = answer;
  const date = (answer.headers as Headers).get('date');
  return {
    words: `signed in as ${result.name.display_name} (${result.email})`,
    ...(date === null ? {} : { clockSkewMs: Date.now() - Date.parse(date) }),
  };
}
