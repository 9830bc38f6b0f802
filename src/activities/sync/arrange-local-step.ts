import type { LocalPhoto, SyncStep } from '../../core/sync';
import { folderOf } from '../../core/naming';
import { foldedPath } from '../../core/safe-path';
import { aloneWith } from './alone-with';
import { changedSincePlan } from './changed-since-plan';
import { fileBelow } from './file-below';
import { hasContent, lookAt, type FoundFile } from './found-file';
import { moveTo, respell, takeAway } from './put-in-place';
import {
  changedPhoto,
  doneAlready,
  ownerOf,
  plannedPhoto,
  rememberMd5,
  type StepAnswer,
  type SyncAttempt,
} from './sync-attempt';

type ArrangeLocalStep = Extract<SyncStep, { do: 'arrange-local' }>;

/** Gives a file of this machine the place that its photo has at the service. No file that is there is replaced. */
export async function arrangeLocalStep(at: SyncAttempt, step: ArrangeLocalStep): Promise<StepAnswer> {
  const { local, remote, to } = step;
  const photo = await plannedPhoto(at, remote);
  if (photo.name !== remote.name) throw changedPhoto(at, remote);
  const from = await fileBelow(at.root, local.path);
  const file = await fileBelow(at.root, to);
  const { found, wasThere } = await aloneWith({ file: from, owner: ownerOf(at) }, () =>
    arrange(at, step, { from, file }),
  );
  const { fingerprint, bytes } = found;
  const agreed = { path: to, fingerprint, md5: local.md5, bytes };
  await rememberMd5(at, agreed);
  await at.agreement.recordPlace(agreed, photo, { path: local.path });
  const did = `${folderOf(local.path) === folderOf(to) ? 'renamed' : 'moved'} here`;
  const answer = { did, movedBytes: 0, photo, md5: local.md5, path: to };
  return wasThere ? doneAlready(at, answer) : answer;
}

interface Arranged {
  found: FoundFile;
  /** An attempt before has arranged it. */
  wasThere: boolean;
}

async function arrange(
  at: SyncAttempt,
  { local, to }: ArrangeLocalStep,
  { from, file }: { from: string; file: string },
): Promise<Arranged> {
  const there = await lookAt(from);
  const found = await lookAt(file);
  if (there?.fingerprint !== local.fingerprint) {
    // What has the old name by now, if anything, is another file.
    if (found === undefined || !(await isArranged(at, local, { found, file }))) {
      throw changedSincePlan(`"${local.path}"`);
    }
    return { found, wasThere: true };
  }
  if (found !== undefined && foldedPath(from) !== foldedPath(file)) {
    const isTwin = found.inode === there.inode && (there.isLink || there.links > 1);
    if (!isTwin && !(at.attempt > 1 && (await isArranged(at, local, { found, file })))) {
      throw changedSincePlan(`"${to}"`);
    }
    await takeAway(from);
    return { found, wasThere: true };
  }
  const isDone = foldedPath(from) === foldedPath(file) ? await respell(from, file) : await moveTo(from, file);
  const arranged = await lookAt(file);
  if (!isDone || arranged === undefined) throw changedSincePlan(`"${to}"`);
  return { found: arranged, wasThere: false };
}

/** True for the very file of the plan under its new name, or, where it had to be copied to another disk, its content. */
async function isArranged(
  at: SyncAttempt,
  local: LocalPhoto,
  { found, file }: { found: FoundFile; file: string },
): Promise<boolean> {
  return found.fingerprint === local.fingerprint || (at.attempt > 1 && (await hasContent(file, local, at.signal)));
}
