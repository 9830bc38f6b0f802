import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { alreadyThere } from '../core/decide';
import { nameOf } from '../core/naming';
import type { SaveOperation } from '../core/operation';
import type { OperationOutcome } from '../core/outcome';
import { catalogueKey, savedResult } from '../planning/scrape/catalogue-entry';
import { isAsSaved, lookAtFile, type FileFacts } from '../planning/scrape/saved-file';
import { classifyLocal } from '../providers/local/classify';
import { ProviderError } from '../providers/provider-error';
import type { CallOptions, Content, Destination } from '../providers/provider';
import type { CatalogueRow } from '../state/catalogue-row';
import type { JobOf } from './job-of';
import { sweepParts } from './part-files';
import type { ActivityPorts } from './ports';

/** What saving needs of the activities' ports. */
type SavePorts = Pick<ActivityPorts, 'state' | 'openSource' | 'openDestination'>;

interface Attempt extends CallOptions {
  progress: { sentBytes: number };
}

/** What lies in the file in the end, and whether this job has put it there. */
interface Placed {
  md5: string;
  fingerprint: string;
  file: FileFacts;
  isOurs: boolean;
}

/**
 * Saves one asset to the path that was reserved for it. What lies there with the same bytes and checksum stays, whoever
 * has put it there. The file gets the time of the asset's last upload.
 */
export async function save(
  ports: SavePorts,
  job: JobOf<'scrape'>,
  operation: SaveOperation,
  { signal, progress }: Attempt,
): Promise<OperationOutcome> {
  const { state } = ports;
  const { info } = Context.current();
  const startedAt = new Date().toISOString();
  const { transformation } = job.spec.scrape;
  const source = ports.openSource(job);
  const space = { scope: source.scope, root: job.spec.destination.root };
  const key = catalogueKey(operation.item, transformation);
  const row = (await state.catalogue.find(space, [key])).get(key);
  const destination = ports.openDestination(job.spec);
  const file = join(space.root, operation.to);
  await sweepParts(file, { attempt: info.attempt, startedAtMs: info.currentAttemptScheduledTimestampMs });

  const saving = new Saving({ ports, job, operation, destination, row, progress, signal, attempt: info.attempt });
  const placed = await saving.place();
  const at = new Date().toISOString();
  const { md5, fingerprint } = placed;
  const { bytes, mtimeMs } = placed.file;
  await state.catalogue.recordSaved(space, key, { fingerprint, md5, bytes, mtimeMs, at });
  const status = placed.isOurs ? 'done' : 'skipped';
  await state.outcomes.finish({
    jobId: job.id,
    item: operation.item,
    status,
    result: { ...(row === undefined ? { savedTo: operation.to } : savedResult(row)), bytes, etag: md5 },
    reason: placed.isOurs ? undefined : alreadyThere,
    attempts: info.attempt,
    startedAt,
  });
  return { status, bytes: placed.isOurs ? bytes : 0 };
}

interface SavingPorts {
  ports: SavePorts;
  job: JobOf<'scrape'>;
  operation: SaveOperation;
  destination: Destination;
  row: CatalogueRow | undefined;
  progress: { sentBytes: number };
  signal: AbortSignal;
  attempt: number;
}

/** Sees to it that the right bytes lie under the path. */
class Saving {
  constructor(private readonly with_: SavingPorts) {}

  async place(): Promise<Placed> {
    const { operation, row } = this.with_;
    const { fingerprint } = operation;
    const there = await this.look();
    if (isAsSaved(there, row?.saved, fingerprint) && row?.saved !== undefined) {
      const { md5, at } = row.saved;
      return { md5, fingerprint, file: there, isOurs: at >= this.with_.job.createdAt };
    }
    const content = await this.content({ isListed: there === undefined || there.bytes !== operation.bytes });
    if (there?.bytes === content.bytes && content.md5 !== undefined && content.md5 === (await this.md5OfFile())) {
      await this.setTime();
      // An attempt that was killed after its last byte: what it wrote is younger than the job.
      const isOurs = this.with_.attempt > 1 && there.changedMs >= Date.parse(this.with_.job.createdAt);
      return {
        md5: content.md5,
        fingerprint: content.fingerprint,
        file: await this.mustLook(),
        isOurs,
      };
    }
    const md5 = await this.write(content);
    await this.setTime();
    const file = await this.mustLook();
    if (file.bytes !== content.bytes) throw disturbed(operation.to);
    return { md5, fingerprint: content.fingerprint, file, isOurs: true };
  }

  /**
   * A first attempt believes the listing, which spares a request for each asset. What has changed since fails when it is
   * read, and is looked at anew by the next attempt; so is what lies there already with as many bytes.
   */
  private content({ isListed }: { isListed: boolean }): Promise<Content> {
    const { ports, job, operation, attempt, signal } = this.with_;
    const { item: path, ref, bytes, fingerprint } = operation;
    const listed = isListed && attempt === 1 ? { bytes, fingerprint } : undefined;
    return ports.openSource(job).content({ path, ref, listed }, { signal });
  }

  private async write(content: Content): Promise<string> {
    const { destination, operation, progress, signal } = this.with_;
    const request = {
      path: operation.to,
      name: nameOf(operation.to),
      resourceType: 'raw' as const,
      content,
      ifExists: 'replace' as const,
      attributes: { tags: [], context: {}, metadata: {}, eager: [] },
      session: { find: async () => undefined, record: async () => undefined, forget: async () => undefined },
      onProgress: (sentBytes: number) => {
        progress.sentBytes = sentBytes;
      },
    };
    const { sentMd5, stored } = await destination.put(request, { signal }).catch((error: unknown) => {
      // Somebody swept the folder meanwhile: that says nothing of the asset.
      if (error instanceof ProviderError && error.message.includes('.ferry-part')) {
        if (error.kind === 'NotFound') throw disturbed(operation.to);
      }
      throw error;
    });
    return sentMd5 ?? stored.etag ?? '';
  }

  private async md5OfFile(): Promise<string | undefined> {
    const { destination, operation, signal } = this.with_;
    return (await destination.stat({ path: operation.to, resourceType: 'raw' }, { signal }))?.etag;
  }

  private async setTime(): Promise<void> {
    const { operation, row } = this.with_;
    const time = Date.parse(row?.modifiedAt ?? '');
    if (Number.isNaN(time)) return;
    await utimes(join(this.root, operation.to), new Date(), new Date(time)).catch((error: unknown) => {
      throw classifyLocal(error);
    });
  }

  private look(): Promise<FileFacts | undefined> {
    return lookAtFile(this.root, this.with_.operation.to);
  }

  private async mustLook(): Promise<FileFacts> {
    const found = await this.look();
    if (found === undefined) throw disturbed(this.with_.operation.to);
    return found;
  }

  private get root(): string {
    return this.with_.job.spec.destination.root;
  }
}

function disturbed(path: string): ProviderError {
  return new ProviderError('Transient', `${path} was changed by somebody else while it was saved.`, {
    service: 'the local disk',
  });
}
