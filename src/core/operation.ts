import type { ResourceType } from './media';
import type { SyncStep } from './sync';
import { stepsInWords } from './sync-words';

/** What to do with content that is already at the destination path and differs from ours. */
export type OnExisting = 'skip' | 'overwrite' | 'rename';

interface OperationBase {
  /** The item's id in its job: its path below the source's root. Outcomes are keyed by (job, item). */
  item: string;
}

/** Copies one asset of the source to a path at the destination. */
export interface TransferOperation extends OperationBase {
  kind: 'transfer';
  bytes: number;
  /** The source's own handle of the asset, where its path alone does not find it. */
  ref?: string;
  /** Context for this asset, besides that of the job. */
  context?: Record<string, string>;
  /** The source's fingerprint when it was planned. */
  fingerprint: string;
  /** MD5 of the content, where the listing told it. */
  md5?: string;
  /** Format by content: `jpg`, `png`, ... */
  format: string;
  resourceType: ResourceType;
  /** Path at the destination, reserved before it is used. */
  to: string;
  onExisting: OnExisting;
  /** The inventory shows other content under the path. Absent: nothing was seen there. */
  differs?: boolean;
  /** Where the asset may have to move on to the next free name: whose name it is, and what it was before any number. */
  renaming?: { assetKey: string; wished: string };
}

/** Removes one asset at the destination. */
export interface DeleteOperation extends OperationBase {
  kind: 'delete';
  target: string;
  resourceType: ResourceType;
}

/** Renames one asset at the destination without sending its bytes again. */
export interface MoveOperation extends OperationBase {
  kind: 'move';
  target: string;
  to: string;
  resourceType: ResourceType;
}

/** Puts an asset that is at the destination into an album there. */
export interface AttachOperation extends OperationBase {
  kind: 'attach';
  target: string;
  album: string;
}

/** Saves one asset of the source to a path on a disk, unless it lies there already. */
export interface SaveOperation extends OperationBase {
  kind: 'save';
  bytes: number;
  /** The source's own handle of the asset. */
  ref?: string;
  /** The source's fingerprint when it was planned. */
  fingerprint: string;
  /** Path below the destination's root, reserved before it is used. */
  to: string;
}

/** A row of a CSV by its place in the job's copy of the file, never by its content: rows may hold secrets. */
export interface RowPlace {
  /** Number of the row, from 1, the header not counted. */
  row: number;
  startByte: number;
  endByte: number;
}

/** Brings the asset that a row names to Cloudinary. */
export interface MigrateOperation extends OperationBase, RowPlace {
  kind: 'migrate';
}

/** Asks whether the URL in a row can be reached, and changes nothing. */
export interface ProbeOperation extends OperationBase, RowPlace {
  kind: 'probe';
}

/** Brings a photo that two sides have, or one of them, in step. */
export interface SyncOperation extends OperationBase {
  kind: 'sync';
  /** The half it belongs to, and with it the service. */
  half: string;
  title: string;
  /** Bytes that it will move, where they are known. */
  bytes: number;
  /** Done one after the other; what an attempt before has done is not done again. */
  steps: SyncStep[];
}

/** One thing to do to one asset: the unit of planning, of an activity and of the report. */
export type Operation =
  | TransferOperation
  | DeleteOperation
  | MoveOperation
  | AttachOperation
  | SaveOperation
  | MigrateOperation
  | ProbeOperation
  | SyncOperation;

/** One line for the Temporal Web UI: what is done to which asset. */
export function describeOperation(operation: Operation): string {
  switch (operation.kind) {
    case 'transfer':
      return operation.item;
    case 'delete':
      return `delete ${operation.target}`;
    case 'move':
      return `move ${operation.target} to ${operation.to}`;
    case 'attach':
      return `put ${operation.target} into ${operation.album}`;
    case 'save':
      return operation.to;
    case 'migrate':
      return `row ${operation.row}`;
    case 'probe':
      return `check row ${operation.row}`;
    case 'sync':
      return `${stepsInWords(operation)}: ${operation.item}`;
  }
}
