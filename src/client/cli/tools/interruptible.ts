import { removeUnfinished } from '../../../tables/unfinished';
import { exitCodes } from '../exit-codes';
import { talk } from '../talk';

/**
 * Does work that a person may end by Ctrl-C, or a system by SIGTERM: what it has half written is removed, what was there
 * before stays, and the process ends with 130.
 *
 * @param leave Called first: takes away what is drawn on the terminal.
 */
export async function interruptible<T>(work: () => Promise<T>, leave?: () => void): Promise<T> {
  const end = (): void => {
    leave?.();
    removeUnfinished();
    talk.say('Interrupted: nothing was written.');
    process.exit(exitCodes.detached);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    return await work();
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  }
}
