import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { save } from '../../src/activities/save';
import { accountRoot, urlsRoot } from '../../src/core/account-root';
import type { SaveOperation } from '../../src/core/operation';
import type { OperationOutcome } from '../../src/core/outcome';
import type { ScrapeOptions } from '../../src/core/scrape';
import type { ScrapeSpec, UrlsSpec } from '../../src/core/spec';
import type { UrlsOptions } from '../../src/core/urls';
import type { JobPlanner } from '../../src/planning/job-planner';
import { ScrapePlanner } from '../../src/planning/scrape/scrape-planner';
import { openDestination } from '../../src/providers/registry';
import type { PlannedItem } from '../../src/state/outcomes';
import { openState, type State } from '../../src/state/state';
import { openFrom } from '../conformance/cloudinary.harness';
import { never } from '../conformance/contents';
import { apiUrl, multipart, send, signed } from '../sandbox/support/raw-upload';
import { contextOf } from '../support/provider-context';
import { SandboxControl } from '../support/sandbox-control';

const options = { signal: never };
export const cloud = 'ferry-sandbox';

/** What a scrape takes unless a test says otherwise. */
const everything: ScrapeOptions = { folder: '', resourceTypes: ['image', 'video', 'raw'] };

interface UploadOptions {
  resourceType?: 'image' | 'video' | 'raw';
  type?: 'upload' | 'private' | 'authenticated';
  assetFolder?: string;
  tags?: string;
}

/** A Cloudinary account in a sandbox, a folder on this disk, and a state database that knows both. */
export class AccountWorld {
  private jobs = 0;

  private constructor(
    readonly sandbox: Sandbox,
    readonly control: SandboxControl,
    readonly state: State,
    readonly root: string,
  ) {}

  static async create(): Promise<AccountWorld> {
    const sandbox = await startSandbox();
    const root = await mkdtemp(join(tmpdir(), 'ferry-scrape-'));
    return new AccountWorld(sandbox, new SandboxControl(sandbox), await openState(':memory:'), root);
  }

  async close(): Promise<void> {
    await this.state.close();
    await this.sandbox.close();
    await rm(this.root, { recursive: true, force: true });
  }

  /** Empties the account and the disk; every test has catalogue and names of its own by a folder of its own. */
  async reset(folderMode: 'fixed' | 'dynamic'): Promise<void> {
    await this.control.reset();
    await this.control.limits({ folderMode });
  }

  async upload(publicId: string, bytes: Buffer, more: UploadOptions = {}): Promise<{ version: number }> {
    const { resourceType = 'raw', type = 'upload', assetFolder, tags } = more;
    const fields = {
      public_id: publicId,
      type,
      overwrite: '1',
      ...(assetFolder === undefined ? {} : { asset_folder: assetFolder }),
      ...(tags === undefined ? {} : { tags }),
    };
    const body = multipart(signed(this.sandbox, fields), bytes, 'x.bin');
    const answer = await send(apiUrl(this.sandbox, `${resourceType}/upload`), { method: 'POST', body });
    if (answer.status !== 200) throw new Error(`${publicId}: ${JSON.stringify(answer.body)}`);
    return { version: Number(answer.body.version) };
  }

  async destroy(publicId: string, resourceType = 'raw'): Promise<void> {
    const body = multipart(signed(this.sandbox, { public_id: publicId }));
    await send(apiUrl(this.sandbox, `${resourceType}/destroy`), { method: 'POST', body });
  }

  /** A new job that brings the account to a folder of the disk. */
  async scrape(more: Partial<ScrapeOptions> = {}, below = 'd'): Promise<ScrapeJob> {
    const scrape = { ...everything, ...more };
    const spec: ScrapeSpec = {
      type: 'scrape',
      name: 'all',
      source: { provider: 'cloudinary', root: accountRoot(scrape) },
      destination: { provider: 'local', root: join(this.root, below) },
      planner: 'scrape',
      scrape,
      concurrency: 4,
      leaveQuota: 0,
      folders: 4,
      pageSize: 500,
    };
    const id = `scrape-${(this.jobs += 1)}`;
    return new ScrapeJob(this, id, spec);
  }

  /** The spec of a job that lists URLs. */
  urls(urls: UrlsOptions): UrlsSpec {
    return {
      type: 'urls',
      name: 'urls',
      source: { provider: 'cloudinary', root: urlsRoot(urls) },
      destination: { provider: 'local', root: this.root },
      planner: 'urls',
      urls,
      concurrency: 1,
      leaveQuota: 0,
      folders: 1,
      pageSize: 500,
    };
  }

  /** Every file below a folder with its bytes. */
  async files(below = 'd'): Promise<Map<string, Buffer>> {
    const base = join(this.root, below);
    const found = new Map<string, Buffer>();
    for (const entry of await readdir(base, { withFileTypes: true, recursive: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile()) found.set(file.slice(base.length + 1), await readFile(file));
    }
    return found;
  }
}

/** The operations among planned items. */
export function savesOf(items: PlannedItem[]): SaveOperation[] {
  return items.flatMap(({ operation }) => (operation?.kind === 'save' ? [operation] : []));
}

/** Plans all pages of all folders, as the workflow does. */
export async function planAll(
  planner: JobPlanner,
  { limit = 500, known }: { limit?: number; known: (items: string[]) => Promise<ReadonlySet<string>> },
): Promise<PlannedItem[]> {
  await planner.check(options);
  const items: PlannedItem[] = [];
  let folders: string | undefined;
  do {
    const page = await planner.folders({ cursor: folders, limit: 3 }, options);
    for (const folder of page.entries) {
      let cursor: string | undefined;
      do {
        const planned = await planner.page({ folder, cursor, limit, known }, options);
        items.push(...planned.items);
        cursor = planned.cursor;
      } while (cursor !== undefined);
    }
    folders = page.cursor;
  } while (folders !== undefined);
  return items;
}

/** A job of a world, driven by hand. */
export class ScrapeJob {
  readonly planner: ScrapePlanner;
  private readonly createdAt = new Date().toISOString();

  constructor(
    private readonly world: AccountWorld,
    readonly id: string,
    readonly spec: ScrapeSpec,
  ) {
    const { names, catalogue } = world.state;
    this.planner = new ScrapePlanner(spec, { jobId: id, source: this.source(), names, catalogue });
  }

  private source() {
    return openFrom(this.world.sandbox, this.spec.source.root);
  }

  /** Plans everything and writes it down. */
  async plan(limit = 500): Promise<PlannedItem[]> {
    const { outcomes } = this.world.state;
    const known = async (items: string[]) => new Set((await outcomes.find(this.id, items)).keys());
    const items = await planAll(this.planner, { limit, known });
    await outcomes.plan(this.id, items, { plannedBy: 'test', pass: 0 });
    return items;
  }

  /** Performs one operation as an attempt of an activity. */
  async save(operation: SaveOperation, attempt = 1): Promise<OperationOutcome> {
    const { spec, id, createdAt } = this;
    const job = {
      id,
      spec,
      type: 'scrape',
      name: 'all',
      state: 'running' as const,
      startedBy: 'test',
      createdAt,
      executions: 1,
    };
    const ports = {
      state: this.world.state,
      openSource: () => this.source(),
      openDestination: () => openDestination(spec.destination, contextOf()),
    };
    const environment = new MockActivityEnvironment({ attempt, currentAttemptScheduledTimestampMs: Date.now() });
    return environment.run(() =>
      save(ports, job, operation, { signal: environment.context.cancellationSignal, progress: { sentBytes: 0 } }),
    );
  }

  /** Plans and saves everything; says how many of each there were. */
  async run(): Promise<{ saved: string[]; skipped: string[] }> {
    const saved: string[] = [];
    const skipped: string[] = [];
    for (const { operation, item, status } of await this.plan()) {
      if (status === 'skipped') skipped.push(item);
      if (operation?.kind !== 'save') continue;
      const outcome = await this.save(operation);
      (outcome.status === 'done' ? saved : skipped).push(item);
    }
    return { saved: saved.sort(), skipped: skipped.sort() };
  }

  /** What is known only at the end. */
  async afterwards(): Promise<PlannedItem[]> {
    const items: PlannedItem[] = [];
    for await (const page of this.planner.afterwards(options)) items.push(...page);
    return items;
  }
}
