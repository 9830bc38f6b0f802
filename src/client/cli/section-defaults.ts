import { nearestName } from '../../core/nearest-name';
import type { JobType } from '../../jobs/job-type';
import { CommandError, exitCodes } from './exit-codes';

/**
 * Input of a job type from its section of `ferry.yaml`, whose keys are written as its options are: `exclude-in-title`,
 * or `exclude_in_title`.
 * @throws {CommandError} naming a key that is no option of it.
 */
export function defaultsOf({ name, options }: JobType, section: Record<string, unknown>): Record<string, unknown> {
  const fields = new Map(options.map((option) => [wordOf(option.flags), option.field]));
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => {
      const word = key.toLowerCase().replaceAll('_', '-');
      const field = fields.get(word);
      if (field !== undefined) return [field, value];
      const near = nearestName(word, [...fields.keys()]);
      const meant = near === undefined ? '' : ` Did you mean "${near}"?`;
      throw new CommandError(
        `ferry.yaml: "${name}" has no setting "${key}".${meant} It has: ${[...fields.keys()].join(', ')}.`,
        exitCodes.usage,
      );
    }),
  );
}

/** `--exclude-in-title <regex>` as `exclude-in-title`. */
function wordOf(flags: string): string {
  return /--([\w-]+)/.exec(flags)?.[1] ?? flags;
}
