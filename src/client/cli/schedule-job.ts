import type { JobSpec } from '../../core/spec';
import { CommandError, exitCodes } from './exit-codes';

/** Has a job started again and again; returns the exit code. */
export async function scheduleJob(spec: JobSpec, text: string, _options: { isJson: boolean }): Promise<number> {
  throw new CommandError(`${spec.name} cannot be started "${text}" yet.`, exitCodes.usage);
}
