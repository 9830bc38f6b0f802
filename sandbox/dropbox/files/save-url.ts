import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import type { JsonObject } from '../../frame/json';
import type { Account } from '../account';
import { endpointError, union } from '../api-error';
import { argumentOf, type Call } from '../call';
import { present, untagged } from '../store/entry';
import { checkForm, checkWritable } from '../store/path';
import { commitSchema, storeFile, WriteRefused } from './commit';

/** A fetch by the service itself: under way, done or failed. */
export interface SaveJob {
  file?: string;
  failed?: JsonObject;
}

/** The service gives a fetch 15 minutes (Dropbox API v2, `files/save_url`). */
const patienceMs = 15 * 60_000;

/** `files/save_url`: the service fetches a file by itself. */
export async function saveUrl(call: Call): Promise<Answer> {
  const { account, fn } = call;
  const { path, url } = argumentOf(call, z.object({ path: z.string(), url: z.string() }));
  checkForm(fn, path);
  checkWritable(path, (reason) => endpointError(['path', reason]));
  if (!/^https?:/i.test(url) || !URL.canParse(url)) throw endpointError(['invalid_url']);
  const job = `save-${randomBytes(16).toString('base64url')}`;
  account.saveJobs.set(job, {});
  account.inBackground(fetchInto({ account, fn, path, url, job }));
  await account.journal.flush();
  return jsonAnswer(200, { '.tag': 'async_job_id', async_job_id: job });
}

/** `files/save_url/check_job_status`. */
export function checkSaveJob(call: Call): Answer {
  const { account } = call;
  const { async_job_id: id } = argumentOf(call, z.object({ async_job_id: z.string() }));
  const job = account.saveJobs.get(id);
  if (!job) throw endpointError(['invalid_async_job_id']);
  if (job.failed) return jsonAnswer(200, { '.tag': 'failed', failed: job.failed });
  const file = account.tree.byId(job.file ?? '');
  if (!file) return jsonAnswer(200, { '.tag': 'in_progress' });
  return jsonAnswer(200, { '.tag': 'complete', ...untagged(present(file)) });
}

interface Fetch {
  account: Account;
  fn: string;
  path: string;
  url: string;
  job: string;
}

async function fetchInto({ account, fn, path, url, job }: Fetch): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    if (!response.ok || response.body === null) throw new WriteRefused(['download_failed'], false);
    const piece = await account.spool.take(response.body);
    const commit = commitSchema.parse({ path, autorename: true });
    const { id } = await storeFile({ account, fn, commit, piece });
    account.saveJobs.set(job, { file: id });
  } catch (error) {
    const refused = error instanceof WriteRefused ? error : new WriteRefused(['download_failed'], false);
    const failed = refused.isPath ? union('path', ...refused.reason) : refused.error;
    account.saveJobs.set(job, { failed });
  }
  await account.journal.flush();
}
