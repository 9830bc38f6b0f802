import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inspector } from '../cloudinary/media/inspect';
import { BlobStore } from '../frame/blob-store';
import type { Collection } from '../frame/collection';
import { Journal } from '../frame/journal';
import type { ServiceContext } from '../frame/service';
import { Spool } from '../frame/spool';
import { Nonces } from './access/nonces';
import { Tokens } from './access/tokens';
import { CallQuota } from './call-quota';
import { defaultSettings, type Settings } from './settings';
import { AlbumStore } from './store/album-store';
import { PhotoStore } from './store/photo-store';
import type { Ticket } from './upload/ticket';

/** One person's Flickr with all that is in it. */
export class Account {
  readonly photos: PhotoStore;
  readonly albums: AlbumStore;
  readonly tokens: Tokens;
  readonly calls: CallQuota;
  readonly tickets: Collection<Ticket>;
  readonly nonces = new Nonces();
  readonly inspector = new Inspector();
  private readonly savedSettings: Collection<Settings>;

  private constructor(
    readonly context: ServiceContext,
    readonly journal: Journal,
    readonly blobs: BlobStore,
    readonly spool: Spool,
  ) {
    this.savedSettings = journal.collection<Settings>('settings');
    this.photos = new PhotoStore(journal, blobs);
    this.albums = new AlbumStore(journal);
    this.tokens = new Tokens(journal);
    this.calls = new CallQuota(journal, () => this.settings.callsPerHour);
    this.tickets = journal.collection('tickets');
  }

  /** Opens the account with what an earlier run left in its folder. */
  static async open(context: ServiceContext): Promise<Account> {
    const { directory } = context;
    await rm(join(directory, 'incoming'), { recursive: true, force: true });
    for (const name of ['blobs', 'incoming']) await mkdir(join(directory, name), { recursive: true });
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

  /** Resolves when every change is written down; bytes that nobody needs any more go only then. */
  async settle(): Promise<void> {
    const garbage = this.photos.takeGarbage();
    await this.journal.flush();
    await this.photos.release(garbage);
  }

  async close(): Promise<void> {
    await this.settle();
    await this.journal.close();
  }
}
