import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

/** A lock that is held until it is given back or its process ends. */
export interface HeldLock {
  /** Gives the lock back. A second call does nothing. */
  release(): void;
}

const pollMs = 50;

/**
 * Takes the lock in `file` when nobody holds it, `undefined` when somebody does. The lock is SQLite's: the system gives
 * it back when its holder dies, however it dies, so that it is never left behind and needs no process id.
 *
 * @throws when the file cannot be made or opened
 */
export function tryLock(file: string): HeldLock | undefined {
  let opened: Database.Database | undefined;
  try {
    // Opening looks into the file already, and finds it locked when somebody writes at that very instant.
    const database = new Database(file, { timeout: 0 });
    opened = database;
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => void database.close() };
  } catch (error) {
    opened?.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/**
 * Runs `work` while nobody else holds the lock in `file`, after waiting for it as long as it takes.
 *
 * @param onWait is told once when there is somebody to wait for
 */
export async function whileLocked<T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  let lock = tryLock(file);
  if (lock === undefined) onWait?.();
  while (lock === undefined) {
    await sleep(pollMs);
    lock = tryLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** By its code alone: SQLite's errors are made by whoever loaded it first in the process, tests by another realm too. */
function isBusy(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}
