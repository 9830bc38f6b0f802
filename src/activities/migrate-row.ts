import { Context } from '@temporalio/activity';
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { uploadOfRow } from '../planning/migration/row-upload';
import type { MigrateOperation } from '../core/operation';
import type { OperationOutcome } from '../core/outcome';
import { openUploadOrigin } from '../planning/migration/upload-origin';
import { readRow } from '../planning/rows/read-row';
import { ProviderError } from '../providers/provider-error';
import type { UploadWithAnswer } from '../providers/provider';
import type { JobOf } from './job-of';
import type { ActivityPorts } from './ports';

/** The service's clock and ours may differ by so much when we ask whether an asset there is of this job's making. */
const clockSlackMs = 60_000;

interface Attempt {
  signal: AbortSignal;
  progress: { sentBytes: number };
}

type Upload = Exclude<ReturnType<typeof uploadOfRow>, { problem: string }>;

/** Brings the asset that a row names to the job's destination, under the public id that the row always has. */
export async function migrateRow(
  ports: ActivityPorts,
  job: JobOf<'migration'>,
  operation: MigrateOperation,
  attempt: Attempt,
): Promise<OperationOutcome> {
  const { attempt: attempts } = Context.current().info;
  const startedAt = new Date().toISOString();
  const { table, mapping } = await ports.tables.mapped(job);
  const upload = uploadOfRow(mapping, await readRow(table, operation));
  if ('problem' in upload) throw new ProviderError('InvalidAsset', upload.problem);
  const answer = await withScratchDir(ports, (scratchDir) => send(ports, job, upload, { ...attempt, scratchDir }));
  const did = whatItDid(answer, { since: job.createdAt, attempts });
  const status = did === 'existed' ? 'skipped' : 'done';
  const { bytes } = answer.result;
  await ports.state.outcomes.finish({
    jobId: job.id,
    item: operation.item,
    status,
    result: { ...answer.result, upload: did, response: answer.response },
    reason: did === 'existed' ? 'already there, not overwritten' : undefined,
    attempts,
    startedAt,
    bytes,
  });
  return { status, bytes: status === 'done' ? (bytes ?? 0) : 0 };
}

async function send(
  ports: ActivityPorts,
  { spec }: JobOf<'migration'>,
  { file, parameters, publicId, idKey }: Upload,
  { signal, progress, scratchDir }: Attempt & { scratchDir: string },
): Promise<UploadWithAnswer> {
  const destination = ports.openDestination(spec);
  if (destination.uploadWith === undefined) {
    throw new ProviderError('InvalidAsset', `${destination.service} takes no uploads with parameters of their own.`);
  }
  const { via, allowPrivate } = spec.migration;
  const folder = dirname(spec.migration.file);
  const from = await openUploadOrigin(ports, { file, folder, via, allowPrivate, scratchDir }, { signal });
  const fingerprint = 'content' in from ? from.content.fingerprint : '';
  const { uploadSessions } = ports.state;
  const session = {
    find: () => uploadSessions.find(destination.scope, idKey, fingerprint),
    record: (reached: { uploadId: string; nextByte: number }) =>
      uploadSessions.record(destination.scope, idKey, fingerprint, reached),
    forget: () => uploadSessions.forget(destination.scope, idKey),
  };
  const onProgress = (sentBytes: number): void => {
    progress.sentBytes = sentBytes;
  };
  return destination.uploadWith({ parameters, publicId, from, session, onProgress }, { signal });
}

/** A folder for content whose length nobody tells; gone afterwards. */
async function withScratchDir<T>({ scratchDir }: ActivityPorts, use: (dir: string) => Promise<T>): Promise<T> {
  const dir = join(scratchDir, randomBytes(8).toString('hex'));
  await mkdir(dir, { recursive: true });
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * What an upload did. An attempt whose answer was lost meets its own result: what was first stored since the job began,
 * by an earlier attempt, is this job's upload.
 */
function whatItDid(
  { existed, overwritten, createdAt }: UploadWithAnswer,
  { since, attempts }: { since: string; attempts: number },
): 'uploaded' | 'overwritten' | 'existed' {
  const isNew = createdAt !== undefined && Date.parse(createdAt) >= Date.parse(since) - clockSlackMs;
  if (attempts > 1 && isNew) return 'uploaded';
  return existed ? 'existed' : overwritten ? 'overwritten' : 'uploaded';
}
