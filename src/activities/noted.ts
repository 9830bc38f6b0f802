import { errorFacts } from '../core/error-facts';
import type { State } from '../state/state';

/** What the file system says of a place that cannot be written to. */
const unwritable = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'ENOENT',
  'ENOSPC',
  'EDQUOT',
  'ENAMETOOLONG',
]);

interface Writing {
  jobId: string;
  /** What is written, for words: `The results`. */
  what: string;
}

/**
 * Writes files that are only a view of what the state database holds. A place that cannot be written to is noted with the
 * job, once for each reason, and holds nothing up.
 */
export async function unlessUnwritable(
  { jobs }: Pick<State, 'jobs'>,
  { jobId, what }: Writing,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code, message } = errorFacts(error);
    if (code === undefined || !unwritable.has(code)) throw error;
    const detail = `${what} cannot be written (${message}). All of it is in the state database: ferry jobs report ${jobId}`;
    const event = { at: new Date().toISOString(), who: 'ferry', action: 'results', detail };
    await jobs.recordEvent(jobId, event, `${jobId} ${what} ${code}`);
  }
}
