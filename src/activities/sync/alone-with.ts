import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { unfinishedEnding } from '../../core/sync-trash';
import { ProviderError } from '../../providers/provider-error';
import { lookAt } from './found-file';
import { hasCode, localFailure } from './local-failure';

/** Nobody holds a file for longer than a few calls of the disk take; what is older was left by a process that died. */
const abandonedMs = 60_000;

const queues = new Map<string, Promise<void>>();

/**
 * Does something to a file while nobody else of ours does: the halves of a job work on the same folders, in this process
 * or in another one on the same disk.
 * @throws {ProviderError} `Transient` when another process has it.
 */
export async function aloneWith<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(file) ?? Promise.resolve();
  const mine = before.then(() => whileHeld(file, work));
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

async function whileHeld<T>(file: string, work: () => Promise<T>): Promise<T> {
  const sign = signOf(file);
  const isHeld = await hold(sign, file);
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
async function hold(sign: string, file: string): Promise<boolean> {
  const found = await lookAt(sign);
  if (found !== undefined && Date.now() - found.changedMs > abandonedMs) await rm(sign, { force: true });
  try {
    await (await open(sign, 'wx')).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    if (!hasCode(error, 'EEXIST')) throw localFailure(error, file);
    throw new ProviderError('Transient', `${file} is being changed by another worker.`, { service: 'the local disk' });
  }
}
