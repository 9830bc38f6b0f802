import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unfinishedEnding } from '../../core/sync-trash';
import { ProviderError } from '../../providers/provider-error';
import { lookAt } from './found-file';
import { hasCode, localFailure } from './local-failure';

/** Nobody holds a file for longer than a few calls of the disk take; what is older was left by a process that died. */
const abandonedMs = 60_000;

const queues = new Map<string, Promise<void>>();

/** A file that somebody is about to change. */
export interface Held {
  file: string;
  /** Whose attempts come one after the other: what one that was killed still holds, the next one has. */
  owner: string;
}

/**
 * Does something to a file while nobody else of ours does: the halves of a job work on the same folders, in this process
 * or in another one on the same disk.
 * @throws {ProviderError} `Transient` when another process has it.
 */
export async function aloneWith<T>({ file, owner }: Held, work: () => Promise<T>): Promise<T> {
  const before = queues.get(file) ?? Promise.resolve();
  const mine = before.then(() => whileHeld({ file, owner }, work));
  const over = mine.then(
    () => undefined,
    () => undefined,
  );
  queues.set(file, over);
  try {
    return await mine;
  } finally {
    if (queues.get(file) === over) queues.delete(file);
  }
}

/** Lets go of a file that an attempt before this one was killed with. */
export async function letGo({ file, owner }: Held): Promise<void> {
  const sign = signOf(file);
  if ((await ownerOn(sign)) === owner) await rm(sign, { force: true });
}

async function whileHeld<T>(held: Held, work: () => Promise<T>): Promise<T> {
  const sign = signOf(held.file);
  const isHeld = await hold(sign, held);
  try {
    return await work();
  } finally {
    if (isHeld) await rm(sign, { force: true });
  }
}

/** A hidden file beside the one it stands for, named as parts are: what is left of one is swept with them. */
function signOf(file: string): string {
  const digest = createHash('sha256').update(`held\0${file}`).digest('hex');
  return join(dirname(file), `.${digest.slice(0, 16)}.${digest.slice(16, 24)}${unfinishedEnding}`);
}

/** @returns false where there is no folder, so nothing to hold. */
async function hold(sign: string, { file, owner }: Held): Promise<boolean> {
  const found = await lookAt(sign);
  if (found !== undefined && Date.now() - found.mtimeMs > abandonedMs) await rm(sign, { force: true });
  try {
    await writeFile(sign, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    if (!hasCode(error, 'EEXIST')) throw localFailure(error, file);
    if ((await ownerOn(sign)) === owner) return true;
    throw new ProviderError('Transient', `${file} is being changed by another worker.`, { service: 'the local disk' });
  }
}

/** Who has put the sign there; `undefined` when it is gone, or its writer was killed before it could say. */
function ownerOn(sign: string): Promise<string | undefined> {
  return readFile(sign, 'utf8').catch(() => undefined);
}
