import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobStore } from '../frame/blob-store';
import type { Collection } from '../frame/collection';
import { Journal } from '../frame/journal';
import type { ServiceContext } from '../frame/service';
import { Spool } from '../frame/spool';
import { AdminQuota } from './access/admin-quota';
import { Inspector } from './media/inspect';
import type { MetadataField } from './metadata/field';
import { SearchIndex } from './search/index-lag';
import { Versions } from './delivery/versions';
import { SortedLists } from './search/sorted-list';
import { defaultSettings, type Settings } from './settings';
import { AssetStore } from './store/asset-store';
import { FolderTree, type Folder } from './store/folder-tree';
import type { UploadPreset } from './upload/preset';
import type { UploadInProgress } from './upload/upload-in-progress';

/** Who may use an account. */
export interface Credentials {
  cloudName: string;
  apiKey: string;
  apiSecret: string;
  oauthToken: string;
}

/** A transformation that has a name, or was registered. */
export interface NamedTransformation {
  name: string;
  transformation: string;
  allowedForStrict: boolean;
}

/** One product environment ("cloud") with all that is in it. */
export class Account implements Credentials {
  readonly cloudName: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly oauthToken: string;
  readonly quota: AdminQuota;
  readonly inspector = new Inspector();
  readonly lists = new SortedLists();
  readonly versions = new Versions(this);
  readonly assets: AssetStore;
  readonly index: SearchIndex;
  readonly folders: FolderTree;
  readonly uploads: Collection<UploadInProgress>;
  readonly metadataFields: Collection<MetadataField>;
  readonly presets: Collection<UploadPreset>;
  readonly transformations: Collection<NamedTransformation>;
  readonly uploadMappings: Collection<string>;
  private readonly savedSettings: Collection<Settings>;
  private currentSettings: Settings | undefined;
  private readonly closing = new AbortController();
  private readonly background = new Set<Promise<void>>();

  private constructor(
    credentials: Credentials,
    readonly context: ServiceContext,
    readonly directory: string,
    readonly journal: Journal,
    readonly blobs: BlobStore,
    readonly spool: Spool,
  ) {
    this.cloudName = credentials.cloudName;
    this.apiKey = credentials.apiKey;
    this.apiSecret = credentials.apiSecret;
    this.oauthToken = credentials.oauthToken;
    this.savedSettings = journal.collection<Settings>('settings');
    this.quota = new AdminQuota(() => this.settings);
    this.assets = new AssetStore(journal, blobs);
    this.index = new SearchIndex(this.assets, () => this.settings.searchLagMs);
    this.folders = new FolderTree(journal.collection<Folder>('folders'));
    this.uploads = journal.collection('uploads');
    this.metadataFields = journal.collection('metadata_fields');
    this.presets = journal.collection('upload_presets');
    this.transformations = journal.collection('transformations');
    this.uploadMappings = journal.collection('upload_mappings');
  }

  /** Opens an account with what an earlier run left in its folder. */
  static async open(credentials: Credentials, context: ServiceContext): Promise<Account> {
    const directory = join(context.directory, credentials.cloudName);
    const temporary = join(directory, 'incoming');
    await rm(temporary, { recursive: true, force: true });
    for (const name of ['blobs', 'chunks', 'incoming']) await mkdir(join(directory, name), { recursive: true });
    const journal = await Journal.open(context.durable ? join(directory, 'journal.jsonl') : undefined);
    const blobs = new BlobStore(join(directory, 'blobs'));
    const account = new Account(credentials, context, directory, journal, blobs, new Spool(temporary));
    await blobs.sweep();
    return account;
  }

  get settings(): Settings {
    return (this.currentSettings ??= { ...defaultSettings(), ...this.savedSettings.get('settings') });
  }

  set settings(settings: Settings) {
    this.currentSettings = settings;
    this.savedSettings.set('settings', settings);
  }

  get isDynamic(): boolean {
    return this.settings.folderMode === 'dynamic';
  }

  /** Where delivery URLs start: `http://127.0.0.1:4010/<cloud>`. */
  get deliveryBase(): string {
    return `${this.context.baseUrl()}/${this.cloudName}`;
  }

  /** Lets work go on that no answer waits for; its failure is nobody's. It is told when the account closes. */
  inBackground(work: (signal: AbortSignal) => Promise<void>): void {
    const quiet = work(this.closing.signal)
      .catch(() => undefined)
      .finally(() => this.background.delete(quiet));
    this.background.add(quiet);
  }

  /** 32 hexadecimal digits that were never there before. */
  newId(): string {
    return randomBytes(16).toString('hex');
  }

  async close(): Promise<void> {
    this.closing.abort();
    while (this.background.size > 0) await Promise.all(this.background);
    await this.assets.settle();
    await this.journal.close();
  }

  chunkPath(name: string): string {
    return join(this.directory, 'chunks', name);
  }
}
