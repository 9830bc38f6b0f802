import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobStore } from '../frame/blob-store';
import type { Collection } from '../frame/collection';
import { Journal } from '../frame/journal';
import type { ServiceContext } from '../frame/service';
import { Spool } from '../frame/spool';
import { Tokens } from './access/tokens';
import type { SaveJob } from './files/save-url';
import type { TemporaryLink } from './files/temporary-link';
import { Sessions } from './files/sessions';
import { defaultSettings, type Settings } from './settings';
import type { SharedLink } from './sharing/shared-link';
import { FileTree } from './store/file-tree';

/** One person's Dropbox with all that is in it. */
export class Account {
  readonly tree: FileTree;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly temporaryLinks: Collection<TemporaryLink>;
  readonly sharedLinks: Collection<SharedLink>;
  readonly saveJobs: Collection<SaveJob>;
  private readonly savedSettings: Collection<Settings>;
  private readonly background = new Set<Promise<void>>();

  private constructor(
    readonly context: ServiceContext,
    readonly journal: Journal,
    readonly blobs: BlobStore,
    readonly spool: Spool,
  ) {
    this.savedSettings = journal.collection<Settings>('settings');
    this.tree = new FileTree(journal, blobs);
    this.tokens = new Tokens(journal, () => this.settings);
    this.sessions = new Sessions(journal, join(context.directory, 'sessions'), () => this.settings);
    this.temporaryLinks = journal.collection('temporary_links');
    this.sharedLinks = journal.collection('shared_links');
    this.saveJobs = journal.collection('save_jobs');
  }

  /** Opens the account with what an earlier run left in its folder. */
  static async open(context: ServiceContext): Promise<Account> {
    const { directory } = context;
    await rm(join(directory, 'incoming'), { recursive: true, force: true });
    for (const name of ['blobs', 'sessions', 'incoming']) await mkdir(join(directory, name), { recursive: true });
    const journal = await Journal.open(context.durable ? join(directory, 'journal.jsonl') : undefined);
    const blobs = new BlobStore(join(directory, 'blobs'));
    const account = new Account(context, journal, blobs, new Spool(join(directory, 'incoming')));
    await blobs.sweep();
    return account;
  }

  get settings(): Settings {
    return { ...defaultSettings(), ...this.savedSettings.get('settings') };
  }

  set settings(settings: Settings) {
    this.savedSettings.set('settings', settings);
  }

  /** Lets work go on that no answer waits for; its failure is nobody's. */
  inBackground(work: Promise<void>): void {
    const quiet = work.catch(() => undefined).finally(() => this.background.delete(quiet));
    this.background.add(quiet);
  }

  async close(): Promise<void> {
    while (this.background.size > 0) await Promise.all(this.background);
    await this.tree.settle();
    await this.journal.close();
  }
}
