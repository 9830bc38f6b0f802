import { Context } from '@temporalio/activity';
import { alreadyThere, otherContentThere } from '../core/decide';
import type { TransferOperation } from '../core/operation';
import type { AssetResult, OperationOutcome } from '../core/outcome';
import { nameOf } from '../core/naming';
import { md5OfContent } from '../providers/md5';
import type { CallOptions, Content, Destination, PutAnswer, PutRequest } from '../providers/provider';
import { checksumKey } from '../planning/transfer-planner';
import { BytesWay } from './bytes-way';
import type { JobOf } from './job-of';
import type { ActivityPorts } from './ports';
import { withinSize } from './within-size';

/** The service's clock and ours may differ by so much when we ask whether an asset there is of this job's making. */
const clockSlackMs = 60_000;

interface Attempt extends CallOptions {
  progress: { sentBytes: number };
}

/** Copies one asset to the name that was reserved for it. What is there with the same content is never sent twice. */
export async function transfer(
  ports: ActivityPorts,
  job: JobOf<'transfer'>,
  operation: TransferOperation,
  { signal, progress }: Attempt,
): Promise<OperationOutcome> {
  const { state } = ports;
  const { info } = Context.current();
  const startedAt = new Date().toISOString();
  const source = ports.openSource(job);
  const destination = ports.openDestination(job.spec);
  const asset = { path: operation.item, ref: operation.ref };
  // A first attempt believes the listing, which spares a call for each asset. What has changed since fails when it is
  // read, and is looked at anew by the next attempt.
  const { bytes, fingerprint, md5 } = operation;
  const listed = info.attempt === 1 ? { bytes, fingerprint, md5 } : undefined;
  const original = await source.content({ ...asset, listed }, { signal });

  return withinSize(ports.scratchDir, job.spec, operation, original, signal, async (content, note) => {
    const way = new BytesWay({ source, destination, spec: job.spec, asset, original, content });
    const one = new Placement({ ports, job, operation, destination, content, way, progress, signal });
    const { answer, name, verdict } = await one.place();
    const originalMd5 = way.originalMd5(answer) ?? (await md5OfContent(original, signal));
    await state.checksums.record(checksumKey(source.scope, asset), original.fingerprint, originalMd5);
    if (verdict !== 'foreign') await state.names.recordStored(destination.scope, name, originalMd5, answer.stored.etag);
    await state.inventory.record(destination.scope, [answer.stored]);
    const result: AssetResult = { ...answer.stored.result, ...(note === undefined ? {} : { note }) };
    const status = verdict === 'stored' ? 'done' : 'skipped';
    const reason = verdict === 'same' ? alreadyThere : verdict === 'foreign' ? otherContentThere : undefined;
    await state.outcomes.finish({
      jobId: job.id,
      item: operation.item,
      status,
      result,
      reason,
      attempts: info.attempt,
      startedAt,
    });
    return { status, bytes: verdict === 'stored' ? operation.bytes : 0 };
  });
}

interface PlacementPorts {
  ports: ActivityPorts;
  job: JobOf<'transfer'>;
  operation: TransferOperation;
  destination: Destination;
  content: Content;
  way: BytesWay;
  progress: { sentBytes: number };
  signal: AbortSignal;
}

/** What lies under the name in the end: `stored` by this job, the `same` content from before, or `foreign` content. */
type Verdict = 'stored' | 'same' | 'foreign';

/** Puts content under its name, and deals with what is there already. */
class Placement {
  constructor(private readonly with_: PlacementPorts) {}

  async place(): Promise<{ answer: PutAnswer; name: string; verdict: Verdict }> {
    const { operation } = this.with_;
    const replacesAtOnce = operation.differs === true && operation.onExisting === 'overwrite';
    const movesAtOnce = operation.differs === true && operation.onExisting === 'rename';
    let name = movesAtOnce ? await this.nextName(operation.to) : operation.to;
    let answer = await this.put(name, replacesAtOnce ? 'replace' : 'keep');
    for (;;) {
      if (!answer.existed) return { answer, name, verdict: 'stored' };
      if (await this.isSameContent(answer)) return { answer, name, verdict: this.isOurs(answer) ? 'stored' : 'same' };
      switch (operation.onExisting) {
        case 'skip':
          return { answer, name, verdict: 'foreign' };
        case 'overwrite':
          return { answer: await this.put(name, 'replace'), name, verdict: 'stored' };
        case 'rename':
          name = await this.nextName(name);
          answer = await this.put(name, 'keep');
      }
    }
  }

  private put(path: string, ifExists: PutRequest['ifExists']): Promise<PutAnswer> {
    const { ports, job, operation, destination, content, way, progress, signal } = this.with_;
    const { uploadSessions } = ports.state;
    const { attributes } = job.spec.transfer;
    return way.put(
      {
        path,
        name: nameOf(operation.item),
        resourceType: operation.resourceType,
        content,
        ifExists,
        attributes: { ...attributes, context: { ...attributes.context, ...operation.context } },
        session: {
          find: () => uploadSessions.find(destination.scope, path, content.fingerprint),
          record: (session) => uploadSessions.record(destination.scope, path, content.fingerprint, session),
          forget: () => uploadSessions.forget(destination.scope, path),
        },
        onProgress: (sentBytes) => {
          progress.sentBytes = sentBytes;
        },
      },
      { signal },
    );
  }

  private async isSameContent({ stored, sentMd5, isSameContent }: PutAnswer): Promise<boolean> {
    const { content, signal } = this.with_;
    if (isSameContent !== undefined) return isSameContent;
    if (stored.etag === undefined || (stored.bytes !== undefined && stored.bytes !== content.bytes)) return false;
    return stored.etag === (sentMd5 ?? content.md5 ?? (await md5OfContent(content, signal)));
  }

  /** An attempt whose answer was lost: what is there was stored since the job began, so this job stored it. */
  private isOurs({ createdAt }: PutAnswer): boolean {
    return createdAt !== undefined && Date.parse(createdAt) >= Date.parse(this.with_.job.createdAt) - clockSlackMs;
  }

  private nextName(occupied: string): Promise<string> {
    const { ports, operation, destination } = this.with_;
    const { assetKey, wished } = operation.renaming ?? { assetKey: '', wished: occupied };
    const wish = { assetKey, wished, keepExtension: operation.resourceType === 'raw' };
    return ports.state.names.moveOn(destination.scope, wish, occupied);
  }
}
