import type { BatchOptions } from './batch';
import type { Location } from './location';
import type { MigrationOptions } from './migration';
import type { WantedMedia } from './media';
import type { OnExisting } from './operation';
import type { ProbeOptions } from './probe';
import type { ScrapeOptions } from './scrape';
import type { SyncOptions } from './sync';
import type { UrlsOptions } from './urls';

/** What an asset is given at its destination besides its name. */
export interface Attributes {
  tags: string[];
  context: Record<string, string>;
  metadata: Record<string, string>;
  /** Upload preset of the account. */
  preset?: string;
  /** Transformations made at once: `w_200,c_scale`, `w_400/png`. */
  eager: string[];
}

/** Settings of the transfer planner: how assets are chosen, named and compared. */
export interface TransferOptions {
  recursive: boolean;
  wanted: WantedMedia;
  onExisting: OnExisting;
  onCollision: 'suffix' | 'fail';
  /** False: the destination name is made by ferry and not taken from the source. */
  useFilename: boolean;
  /** True: six random characters are added to each name, once. */
  uniqueFilename: boolean;
  /** `worker`: bytes always go through the worker. `auto`: a destination that can fetches them from the source itself. */
  via: 'auto' | 'worker';
  /** Images above this many bytes are made smaller before they are sent. */
  shrinkOverBytes?: number;
  attributes: Attributes;
}

/** What every job says of itself, whatever it does. */
interface SpecBase {
  /** Name of the job type that wrote it: `upload`. */
  type: string;
  /** Short name for people and ids: `products`. */
  name: string;
  source: Location;
  /** Where assets or results go. */
  destination: Location;
  /** Operations under way at once, over all folders of the job. */
  concurrency: number;
  /** Operations started per second over the whole job; absent means no limit. */
  tps?: number;
  /** Calls of a metered service that are left to others. */
  leaveQuota: number;
  /** Folders at work at once. */
  folders: number;
  /** Assets in one page of a listing. */
  pageSize: number;
  /** Where the report is written besides the state folder; an absolute path. */
  reportPath?: string;
  /** Task queue of the host whose disk the job reads; absent: any worker will do. */
  hostQueue?: string;
}

/** Brings the assets of a source to a destination. */
export interface TransferSpec extends SpecBase {
  planner: 'transfer';
  transfer: TransferOptions;
  /** The rows of a CSV are the job's folders, each with a source of its own. */
  batch?: BatchOptions;
}

/** Brings a whole account, or a part of it, to a disk. */
export interface ScrapeSpec extends SpecBase {
  planner: 'scrape';
  scrape: ScrapeOptions;
}

/** Lists the delivery URLs of a folder. */
export interface UrlsSpec extends SpecBase {
  planner: 'urls';
  urls: UrlsOptions;
}

/** Brings the assets that the rows of a CSV name to Cloudinary. */
export interface MigrationSpec extends SpecBase {
  planner: 'migration';
  migration: MigrationOptions;
}

/** Asks whether the URLs in the rows of a CSV can be reached. */
export interface ProbeSpec extends SpecBase {
  planner: 'probe';
  probe: ProbeOptions;
}

/** Keeps local albums in step with those of one service or two. */
export interface SyncSpec extends SpecBase {
  planner: 'sync';
  sync: SyncOptions;
}

/** A job as data: everything its workflow needs to run, with no secret in it. */
export type JobSpec = TransferSpec | ScrapeSpec | UrlsSpec | MigrationSpec | ProbeSpec | SyncSpec;

/** True for jobs that compare with what is at the destination, which is listed first. */
export function listsDestination({ planner }: JobSpec): boolean {
  return planner === 'transfer' || planner === 'sync';
}

/**
 * The parts of a job that go on by themselves: an outage, a limit or a refused sign-in of one holds no other. Of most
 * jobs there is one, without a name.
 */
export function halvesOf(spec: JobSpec): (string | undefined)[] {
  return spec.planner === 'sync' ? spec.sync.services.map(({ provider }) => provider) : [undefined];
}

/** True for jobs whose halves go through several stages, each planned when the one before is through. */
export function hasStages({ planner }: Pick<JobSpec, 'planner'>): boolean {
  return planner === 'sync';
}

/** True for jobs whose results are written anew while they run, when a folder is through. */
export function hasRunningResults(spec: JobSpec): boolean {
  switch (spec.planner) {
    case 'transfer':
      return spec.batch !== undefined;
    case 'migration':
    case 'probe':
      return true;
    case 'scrape':
    case 'urls':
    case 'sync':
      return false;
  }
}

/** What items of a job that are done are called: `288 uploaded`. */
export function doneWord({ planner }: Pick<JobSpec, 'planner'>): string {
  return doneWords[planner];
}

/** What a job does to its items: `Would upload 12`. */
export function doVerb({ planner }: Pick<JobSpec, 'planner'>): string {
  return doVerbs[planner];
}

const doVerbs: Record<JobSpec['planner'], string> = {
  transfer: 'upload',
  scrape: 'save',
  urls: 'list',
  migration: 'migrate',
  probe: 'ask for',
  sync: 'bring into step',
};

const doneWords: Record<JobSpec['planner'], string> = {
  transfer: 'uploaded',
  scrape: 'saved',
  urls: 'listed',
  migration: 'migrated',
  probe: 'reached',
  sync: 'brought into step',
};
