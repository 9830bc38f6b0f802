import { stat } from 'node:fs/promises';
import type { JobSpec } from '../../../core/spec';
import { specKey } from '../../../jobs/spec-key';
import { resultFiles } from '../../../reporting/job-results';
import { CommandError, exitCodes } from '../exit-codes';
import { withInstallation } from '../runtime';

/** The option by which results go elsewhere. */
function elsewhere({ planner }: JobSpec): string {
  return planner === 'migration' || planner === 'probe' ? '--results-dir' : '--output';
}

/**
 * Sees that a job's results replace nothing, unless it is the open job that writes them.
 * @throws {CommandError} naming the file that is in the way, and how to go on with the job that wrote it.
 */
export function mustBeFree(spec: JobSpec): Promise<void> {
  return withInstallation(async ({ state }) => {
    const latest = await state.jobs.latest(specKey(spec));
    if (latest?.isOpen === true) return;
    for (const file of resultFiles(spec)) {
      if ((await stat(file).catch(() => undefined)) === undefined) continue;
      const again =
        latest === undefined
          ? ''
          : ` ${latest.job.id} wrote it: ferry jobs retry ${latest.job.id} does again what failed there.`;
      throw new CommandError(
        `${file} exists.${again} --force replaces it; ${elsewhere(spec)} names another place.`,
        exitCodes.usage,
      );
    }
  });
}
