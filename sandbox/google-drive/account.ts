import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GoogleAuth } from '../google-auth';
import { BlobStore } from '../frame/blob-store';
import type { Collection } from '../frame/collection';
import { Journal } from '../frame/journal';
import type { ServiceContext } from '../frame/service';
import { Spool } from '../frame/spool';
import { defaultSettings, type Settings } from './settings';
import { FileStore } from './store/file-store';
import { Sessions } from './upload/sessions';

/** Everybody's Drive, with the sign-in to it. */
export class Account {
  readonly store: FileStore;
  readonly sessions: Sessions;
  private readonly savedSettings: Collection<Settings>;

  private constructor(
    readonly context: ServiceContext,
    readonly journal: Journal,
    readonly blobs: BlobStore,
    readonly spool: Spool,
    readonly auth: GoogleAuth,
  ) {
    this.savedSettings = journal.collection<Settings>('settings');
    this.store = new FileStore(journal, blobs);
    this.sessions = new Sessions(journal, join(context.directory, 'sessions'), () => this.settings);
  }

  /** Opens it with what an earlier run left in its folder. */
  static async open(context: ServiceContext): Promise<Account> {
    const { directory } = context;
    await rm(join(directory, 'incoming'), { recursive: true, force: true });
    for (const name of ['blobs', 'sessions', 'incoming']) await mkdir(join(directory, name), { recursive: true });
    const journal = await Journal.open(context.durable ? join(directory, 'journal.jsonl') : undefined);
    const blobs = new BlobStore(join(directory, 'blobs'));
    const auth = await GoogleAuth.open(directory, journal, () => settingsIn(journal));
    const account = new Account(context, journal, blobs, new Spool(join(directory, 'incoming')), auth);
    await blobs.sweep();
    return account;
  }

  /** Forgets everything but the files that clients sign in with. */
  static async erase({ directory }: ServiceContext): Promise<void> {
    for (const name of ['blobs', 'sessions', 'incoming', 'journal.jsonl']) {
      await rm(join(directory, name), { recursive: true, force: true });
    }
  }

  get settings(): Settings {
    return settingsIn(this.journal);
  }

  set settings(settings: Settings) {
    this.savedSettings.set('settings', settings);
  }

  async close(): Promise<void> {
    await this.store.settle();
    await this.journal.close();
  }
}

function settingsIn(journal: Journal): Settings {
  return { ...defaultSettings(), ...journal.collection<Settings>('settings').get('settings') };
}
