import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { syncPhoto } from '../../../src/activities/sync/sync-photo';
import type { SyncOperation } from '../../../src/core/operation';
import type { OperationOutcome } from '../../../src/core/outcome';
import type { SyncSpec } from '../../../src/core/spec';
import type { LocalPhoto, RemotePhoto, SyncOptions, SyncStep } from '../../../src/core/sync';
import { pairOf } from '../../../src/core/sync-pair';
import { fingerprintOf } from '../../../src/providers/local/fingerprint';
import { openSource } from '../../../src/providers/registry';
import type { Outcome } from '../../../src/state/outcomes';
import { openState, type State } from '../../../src/state/state';
import { md5 } from '../../conformance/contents';
import { contextOf } from '../../support/provider-context';
import { FakeAlbums } from './fake-albums';
import { life } from './life';

/** Day that everything is thrown away on. */
export const day = '2026-07-01';

interface Attempt {
  attempt?: number;
  item?: string;
  half?: string;
}

/** A local root, a service in memory, and a state database that knows both. */
export class SyncWorld {
  readonly albums = new FakeAlbums();
  readonly options: Partial<SyncOptions> = {};
  readonly createdAt = new Date().toISOString();
  lastProgress = 0;

  private constructor(
    readonly root: string,
    readonly state: State,
  ) {}

  static async create(): Promise<SyncWorld> {
    life.begin();
    return new SyncWorld(mkdtempSync(join(tmpdir(), 'ferry-sync-')), await openState(':memory:'));
  }

  async close(): Promise<void> {
    life.begin();
    await this.state.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Puts a file into the root and says what a plan would say of it. */
  file(path: string, bytes: Buffer): LocalPhoto {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    return this.seen(path);
  }

  seen(path: string): LocalPhoto {
    const found = statSync(join(this.root, path), { bigint: true });
    const bytes = readFileSync(join(this.root, path));
    return { path, bytes: bytes.length, fingerprint: fingerprintOf(found), md5: md5(bytes) };
  }

  /** A file and a photo that are in step. */
  async inStep(album: string, name: string, bytes: Buffer): Promise<{ local: LocalPhoto; remote: RemotePhoto }> {
    const local = this.file(`${album}/${name}`, bytes);
    const remote = this.albums.put(album, name, bytes);
    await this.state.syncBase.record(this.pair, {
      localPath: local.path,
      title: album,
      md5: local.md5,
      bytes: local.bytes,
      localFingerprint: local.fingerprint,
      remoteAlbumId: remote.albumId,
      remoteId: remote.id,
      remoteTitle: album,
      remoteName: name,
      remoteFingerprint: remote.fingerprint,
    });
    return { local, remote };
  }

  /** A file and a photo that were in step until the photo was edited at the service. */
  async editedThere(before: Buffer, after: Buffer): Promise<{ local: LocalPhoto; remote: RemotePhoto }> {
    const { local, remote } = await this.inStep('Summer', 'a.jpg', before);
    this.albums.edit(remote.id, after);
    return { local, remote: (await this.albums.photo(remote))! };
  }

  get pair(): string {
    return pairOf(this.root, this.albums.scope);
  }

  /** Performs steps as an attempt of an activity does. */
  async perform(
    steps: SyncStep[],
    { attempt = 1, item = 'photo', half = 'flickr' }: Attempt = {},
  ): Promise<OperationOutcome> {
    const operation: SyncOperation = { kind: 'sync', item, half, title: 'Summer', bytes: 0, steps };
    const planned = { item, folder: `${half}/Summer`, bytes: 0, status: 'planned' as const, operation };
    if (attempt === 1) await this.state.outcomes.plan('job', [planned], { plannedBy: 'test', pass: 0 });
    const environment = new MockActivityEnvironment(
      {
        attempt,
        scheduledTimestampMs: Date.parse(`${day}T10:00:00Z`),
        currentAttemptScheduledTimestampMs: Date.now() + 1000,
      },
      { logger: new DefaultLogger('ERROR') }, // That an attempt fails is what many tests are about.
    );
    const progress = { sentBytes: 0 };
    const ports = { state: this.mortalState(), openAlbums: () => this.albums, openLocation: () => this.source() };
    const job = {
      id: 'job',
      spec: this.spec(),
      type: 'sync',
      name: 'albums',
      state: 'running' as const,
      startedBy: 'test',
      createdAt: this.createdAt,
      executions: 1,
    };
    const { cancellationSignal: signal } = environment.context;
    try {
      return await environment.run(() => syncPhoto(ports, job, operation, { signal, progress }));
    } finally {
      this.lastProgress = progress.sentBytes;
    }
  }

  async outcome(item = 'photo'): Promise<Outcome | undefined> {
    return (await this.state.outcomes.find('job', [item])).get(item);
  }

  /** Every file below the root with the MD5 of its content, those of the trash too. */
  files(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const entry of readdirSync(this.root, { withFileTypes: true, recursive: true })) {
      const file = join(entry.parentPath, entry.name);
      if (lstatSync(file).isFile() || statSync(file).isFile())
        found[file.slice(this.root.length + 1)] = md5(readFileSync(file));
    }
    return found;
  }

  /** What is known of a file, without what differs from one world to the next. */
  async base(path: string): Promise<Record<string, unknown> | undefined> {
    const known = await this.state.syncBase.ofFile(this.pair, path);
    if (known === undefined) return undefined;
    const { localFingerprint, ...rest } = known;
    return { ...rest, isFileAsNoted: localFingerprint === this.seen(path).fingerprint };
  }

  private source() {
    return openSource(this.spec().source, contextOf());
  }

  private spec(): SyncSpec {
    return {
      type: 'sync',
      name: 'albums',
      source: { provider: 'local', root: this.root },
      destination: { provider: 'flickr', root: '' },
      planner: 'sync',
      sync: {
        services: [{ provider: 'flickr', root: '' }],
        upload: true,
        save: true,
        delete: true,
        approve: false,
        force: false,
        exclude: [],
        excludeInTitle: [],
        rootTitle: 'Root',
        privacy: 'private',
        tags: ['ferry'],
        ...this.options,
      },
      concurrency: 1,
      leaveQuota: 0,
      folders: 1,
      pageSize: 500,
    };
  }

  /** The state database of a worker that may be killed: what it writes are effects of its life. */
  private mortalState(): State {
    return {
      ...this.state,
      syncBase: mortal(this.state.syncBase, ['record', 'forget']),
      deletions: mortal(this.state.deletions, ['record']),
      outcomes: mortal(this.state.outcomes, ['note', 'finish']),
    };
  }
}

function mortal<T extends object>(store: T, writing: (keyof T & string)[]): T {
  return new Proxy(store, {
    get(target, name: keyof T & string): unknown {
      const method = target[name];
      if (typeof method !== 'function') return method;
      const call = (...args: unknown[]): Promise<unknown> => Reflect.apply(method, target, args) as Promise<unknown>;
      return writing.includes(name) ? (...args: unknown[]) => life.effect(name, () => call(...args)) : call;
    },
  });
}
