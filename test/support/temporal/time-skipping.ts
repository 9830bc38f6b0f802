import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheDir } from './cache-dir';
import { javaTestServer } from './java-test-server';

const downloadWithinMs = 60_000;
/** The SDK waits five seconds for a server to start. Java takes longer on a machine that is busy with other tests. */
const startAttempts = 4;

/**
 * An environment whose clock jumps from timer to timer, for timer logic only: it has no search attributes and one clock
 * for all. The server is the one the SDK downloads, else the Java one that Maven resolves. To be closed by `teardown()`.
 *
 * @throws with both reasons when neither can be had
 */
export async function createTimeSkipping(): Promise<TestWorkflowEnvironment> {
  let noDownload: unknown;
  try {
    return await bySdk();
  } catch (error) {
    noDownload = error;
  }
  const path = await javaTestServer(cacheDir());
  let noStart: unknown;
  for (let attempt = 0; attempt < startAttempts; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      noStart = error;
    }
  }
  throw new AggregateError(
    [noDownload, noStart],
    `No time-skipping server: download (${String(noDownload)}), Maven (${String(noStart)})`,
  );
}

async function bySdk(): Promise<TestWorkflowEnvironment> {
  const downloadDir = join(cacheDir(), 'sdk');
  await mkdir(downloadDir, { recursive: true });
  const giveUp = new AbortController();
  const tooSlow = sleep(downloadWithinMs, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error(`the SDK’s download takes longer than ${downloadWithinMs / 1000} s`);
  });
  try {
    const server = { executable: { type: 'cached-download' as const, downloadDir, ttl: '365 days' as const } };
    return await Promise.race([TestWorkflowEnvironment.createTimeSkipping({ server }), tooSlow]);
  } finally {
    giveUp.abort();
    await tooSlow.catch(() => undefined);
  }
}
