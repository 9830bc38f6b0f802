import type { LocalPhoto } from '../../core/sync';
import { aloneWith } from './alone-with';
import { changedSincePlan } from './changed-since-plan';
import { fileBelow } from './file-below';
import { isTaken, lookAt } from './found-file';
import { findInTrash, keepInTrash } from './local-trash';
import { takeAway } from './put-in-place';
import { ownerOf, type SyncAttempt } from './sync-attempt';

/** A file that is in the trash now. */
interface Discarded {
  kept: string;
  /** An attempt before has put it there. */
  wasThere: boolean;
}

/**
 * Moves a file of the root to its trash.
 * @returns `undefined` when it is gone, and not to the trash.
 * @throws {ProviderError} `Conflict` when it is no longer the file of the plan.
 */
export async function discard(at: SyncAttempt, local: LocalPhoto): Promise<Discarded | undefined> {
  const { root, day, signal } = at;
  const file = await fileBelow(root, local.path);
  return aloneWith({ file, owner: ownerOf(at) }, async () => {
    if (!(await isTaken(file))) {
      const kept = await findInTrash({ root, day, ...local }, signal);
      return kept === undefined ? undefined : { kept, wasThere: true };
    }
    await mustBeAsPlanned(file, local);
    const kept = await keepInTrash({ root, day, ...local }, signal);
    await mustBeAsPlanned(file, local); // To copy it to another disk may take long.
    await takeAway(file);
    return { kept, wasThere: false };
  });
}

/** Looks whether a file may be discarded, or is already. @throws {ProviderError} `Conflict` when it is another one. */
export async function mustBeDiscardable(at: SyncAttempt, local: LocalPhoto): Promise<void> {
  const file = await fileBelow(at.root, local.path);
  if (await isTaken(file)) await mustBeAsPlanned(file, local);
}

async function mustBeAsPlanned(file: string, { path, fingerprint }: LocalPhoto): Promise<void> {
  if ((await lookAt(file))?.fingerprint !== fingerprint) throw changedSincePlan(`"${path}"`);
}
