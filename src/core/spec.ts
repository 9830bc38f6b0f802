import type { BatchOptions } from './batch';
import type { Location } from './location';
import type { WantedMedia } from './media';
import type { OnExisting } from './operation';

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

/** A job as data: everything its workflow needs to run, with no secret in it. */
export interface JobSpec {
  /** Name of the job type that wrote it: `upload`. */
  type: string;
  /** Short name for people and ids: `products`. */
  name: string;
  source: Location;
  destination: Location;
  planner: 'transfer';
  transfer: TransferOptions;
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
  /** The rows of a CSV are the job's folders, each with a source of its own. */
  batch?: BatchOptions;
  /** Where the report is written besides the state folder; an absolute path. */
  reportPath?: string;
  /** Task queue of the host whose disk the job reads; absent: any worker will do. */
  hostQueue?: string;
}
