import { join } from 'node:path';
import { readRecord } from '../../embedded/server-record';
import { whyNotOpen } from '../../embedded/tcp-open';
import type { JobProgress } from '../../workflows/messages';
import { JobClient } from '../job-client';
import type { Installation } from './runtime';

/** Longer than this nobody wants to wait for a detail: then the state database's word must do. */
const answersWithinMs = 3000;

/**
 * A running job's own word on how it stands, from a server that runs anyway. Starts nothing; `undefined` when there is no
 * server, no worker to answer, or no open job.
 */
export async function liveProgress({ settings, state }: Installation, jobId: string): Promise<JobProgress | undefined> {
  const address = settings.temporal.address ?? embeddedAddress(settings.home);
  if (address === undefined || (await whyNotOpen(address)) !== undefined) return undefined;
  const jobs = await JobClient.connect({ ...settings.temporal, address }, state);
  try {
    return await jobs.progress(jobId, answersWithinMs);
  } catch {
    return undefined;
  } finally {
    await jobs.close();
  }
}

function embeddedAddress(home: string): string | undefined {
  const record = readRecord(join(home, 'temporal'));
  return record === undefined ? undefined : `127.0.0.1:${record.port}`;
}
