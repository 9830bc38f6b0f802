'use strict';
const { mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const Database = require('better-sqlite3');

/**
 * Runs `work` while no other process of this checkout runs its own under the same lock file.
 * The lock is SQLite's: the system lets go of it when its holder dies, however it dies, so it is never left behind.
 *
 * @template T
 * @param {string} file where the lock is
 * @param {() => Promise<T>} work what runs alone
 * @returns {Promise<T>}
 */
async function exclusively(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new Database(file, { timeout: 0 });
  try {
    while (!taken(lock)) await sleep(50);
    return await work();
  } finally {
    lock.close();
  }
}

/** Whether the lock could be had at once. @param {import('better-sqlite3').Database} lock */
function taken(lock) {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (String(error.code).startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

module.exports = { exclusively };
