import { formatBytes } from '../../core/format';
import type { Health } from '../provider';
import type { DriveClient } from './client';

/** Whose Drive it is, how much room it has, and how far the clocks are apart. */
export async function driveHealth(client: DriveClient, signal: AbortSignal): Promise<Health> {
  const who = await driveOwner(client, signal);
  const date = await client.ping(signal);
  return {
    words: `the credentials of ${who.name} work${who.room}`,
    ...(date === undefined ? {} : { clockSkewMs: Date.now() - date.getTime() }),
  };
}

/** The user these credentials are of, and the room left (Drive API, `about.get`). */
export async function driveOwner(client: DriveClient, signal: AbortSignal): Promise<{ name: string; room: string }> {
  const about = await client.call(
    (drive, options) =>
      drive.about.get({ fields: 'user(displayName,emailAddress),storageQuota(limit,usage)' }, options),
    { signal },
  );
  const { limit, usage } = about.storageQuota ?? {};
  const room = typeof limit === 'string' ? `, ${formatBytes(Number(limit) - Number(usage ?? 0))} free` : '';
  return { name: about.user?.emailAddress ?? about.user?.displayName ?? client.who, room };
}
