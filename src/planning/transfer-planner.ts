import { createHash, randomBytes } from 'node:crypto';
import type { Asset, Oddity, SourceRef } from '../core/asset';
import { decide, needsChecksum } from '../core/decide';
import { resourceTypeFor, type ResourceType } from '../core/media';
import { cleanRoot, folderOf, joinPath, markedName, nameOf, splitExtension, wishedName } from '../core/naming';
import type { TransferSpec } from '../core/spec';
import { md5OfContent } from '../providers/md5';
import type { CallOptions, Destination, Source } from '../providers/provider';
import type { Checksums } from '../state/checksums';
import type { Inventory, InventoryEntry } from '../state/inventory';
import type { NameRegister, NameWish, Reservation } from '../state/names';
import type { PlannedItem } from '../state/outcomes';

/** What planning a transfer looks things up in. A dry run gives a register that forgets. */
export interface PlannerPorts {
  source: Source;
  destination: Destination;
  names: NameRegister;
  inventory: Pick<Inventory, 'find'>;
  checksums: Pick<Checksums, 'find' | 'record'>;
}

/** One page of a folder's listing. */
interface FolderPage {
  folder: string;
  entries: Asset[];
  oddities: Oddity[];
}

type NamedAsset = Pick<Asset, 'path' | 'name' | 'ref' | 'key' | 'wishedPath'>;
type PlannedDecision = Omit<PlannedItem, 'folder'>;

interface Wanted {
  asset: Asset;
  resourceType: ResourceType;
  wish: NameWish;
}

/** Decides what to do with the assets of one page of a folder: the same code for a run and for a dry run. */
export class TransferPlanner {
  constructor(
    private readonly spec: TransferSpec,
    private readonly ports: PlannerPorts,
  ) {}

  /** Items of one page, each an outcome of its folder. Names are reserved; nothing else is changed. */
  async plan({ folder, entries, oddities }: FolderPage, options: CallOptions): Promise<PlannedItem[]> {
    const planned: PlannedDecision[] = oddities.map(oddityItem);
    const wanted: Wanted[] = [];
    for (const asset of entries) {
      const resourceType = resourceTypeFor(asset.media, this.spec.transfer.wanted);
      if (asset.bytes === 0) planned.push(skipped(asset, 'empty file'));
      else if (resourceType === undefined)
        planned.push(skipped(asset, `not ${withArticle(this.spec)} (${asset.format})`));
      else wanted.push({ asset, resourceType, wish: this.wishFor(asset, resourceType) });
    }
    const { names, inventory, destination } = this.ports;
    const reservations = await names.reserve(
      destination.scope,
      wanted.map(({ wish }) => wish),
      this.spec.transfer.onCollision,
    );
    const reservedNames = [...reservations.values()].map((reservation) => reservation.name);
    const existing = await inventory.find(destination.scope, reservedNames);
    for (const one of wanted) {
      const reservation = reservations.get(one.wish.assetKey);
      if (reservation === undefined) throw new Error(`no name was reserved for ${one.asset.path}`);
      planned.push(
        await this.planOne(one, reservation, existing.get(`${one.resourceType}/${reservation.name}`), options),
      );
    }
    return planned.map((item) => ({ ...item, folder }));
  }

  /** The wish of an asset: what its name at the destination should be. */
  wishFor(asset: NamedAsset, resourceType: ResourceType): NameWish {
    const { useFilename, uniqueFilename } = this.spec.transfer;
    const keepExtension = resourceType === 'raw';
    const root = this.spec.destination.root;
    const path = asset.wishedPath ?? asset.path;
    const digest = createHash('md5').update(path).digest('hex');
    const naming = !useFilename ? 'made' : uniqueFilename ? 'unique' : 'plain';
    const wishedFor = (wish: string): string => wishedName({ path: wish, root, keepExtension, digest });
    const wished =
      naming === 'made'
        ? wishedFor(madePath(path, keepExtension))
        : naming === 'unique'
          ? markedName(wishedFor(path), `_${randomBytes(3).toString('hex')}`, keepExtension)
          : wishedFor(path);
    const assetKey = `${asset.key ?? nameKey(this.ports.source.scope, asset)} as ${naming} ${keepExtension ? 'raw' : 'media'} in ${cleanRoot(root)}`;
    return { assetKey, wished, keepExtension };
  }

  private async planOne(
    { asset, resourceType, wish }: Wanted,
    reservation: Reservation,
    existing: InventoryEntry | undefined,
    options: CallOptions,
  ): Promise<PlannedDecision> {
    if (reservation.takenBy !== undefined) {
      const message = `The name ${reservation.name} belongs to ${reservation.takenBy.replace(/ as .*$/, '')}. Rename one of them, or use --on-collision suffix.`;
      return { ...itemOf(asset), status: 'failed', failure: { kind: 'Conflict', message } };
    }
    const md5 = await this.checksumToCompare(asset, reservation, existing, options);
    const { onExisting } = this.spec.transfer;
    const decision = decide({ bytes: asset.bytes, md5, existing, onExisting });
    if (decision.action === 'skip') {
      return { ...itemOf(asset), status: 'skipped', reason: decision.reason, result: existing?.result };
    }
    return {
      ...itemOf(asset),
      status: 'planned',
      operation: {
        kind: 'transfer',
        item: asset.path,
        ref: asset.ref,
        context: asset.context,
        bytes: asset.bytes,
        fingerprint: asset.fingerprint,
        md5: asset.md5,
        format: asset.format,
        resourceType,
        to: reservation.name,
        onExisting,
        ...(existing?.etag === undefined ? {} : { differs: true }),
        ...(onExisting === 'rename' ? { renaming: { assetKey: wish.assetKey, wished: wish.wished } } : {}),
      },
    };
  }

  /**
   * The checksum to hold against what is there. Reads the content only when nothing else can tell, and never twice:
   * what was read or sent before is remembered by the asset's fingerprint.
   */
  private async checksumToCompare(
    asset: Asset,
    reservation: Reservation,
    existing: InventoryEntry | undefined,
    options: CallOptions,
  ): Promise<string | undefined> {
    if (existing === undefined) return undefined;
    const { checksums, source } = this.ports;
    const key = checksumKey(source.scope, asset);
    let md5 = asset.md5 ?? (await checksums.find(key, asset.fingerprint));
    const wasChanged = reservation.storedEtag !== undefined && reservation.storedEtag !== reservation.sourceMd5;
    if (md5 === undefined && (needsChecksum(asset.bytes, existing) || wasChanged)) {
      md5 = await md5OfContent(await source.content(asset, options), options.signal);
      await checksums.record(key, asset.fingerprint, md5);
    }
    // Stored shrunk, or changed by the account's preset: the destination's etag stands for this very content.
    const sameAsStored = md5 !== undefined && md5 === reservation.sourceMd5 && existing.etag === reservation.storedEtag;
    return sameAsStored ? existing.etag : md5;
  }
}

/** A path in the asset's own folder with a name that says nothing, as Cloudinary makes them; types that keep it get the extension. */
function madePath(path: string, keepExtension: boolean): string {
  const made = randomBytes(10).toString('hex');
  const { extension } = splitExtension(nameOf(path));
  return joinPath(folderOf(path), keepExtension && extension !== '' ? `${made}.${extension}` : made);
}

/**
 * Names an asset of a source for ever. Where several may share a name the source's own handle tells them apart, so that
 * each keeps its destination name when another of them comes or goes.
 */
export function nameKey(scope: string, { path, name, ref }: Pick<Asset, 'path' | 'name' | 'ref'>): string {
  return ref === undefined ? `${scope}/${path}` : `${scope}/${joinPath(folderOf(path), name)} #${ref}`;
}

/** Under what the MD5 of an asset's content is remembered. */
export function checksumKey(scope: string, { path, ref }: SourceRef): string {
  return ref === undefined ? `${scope}/${path}` : `${scope} #${ref}`;
}

function itemOf({ path, bytes }: Asset): Pick<PlannedItem, 'item' | 'bytes'> {
  return { item: path, bytes };
}

function skipped(asset: Asset, reason: string): PlannedDecision {
  return { ...itemOf(asset), status: 'skipped', reason };
}

/** Something that is no asset, as an item of the report. */
export function oddityItem({ path, bytes, reason, verdict }: Oddity): PlannedDecision {
  const item = { item: path, bytes };
  return verdict === 'skipped'
    ? { ...item, status: 'skipped', reason }
    : { ...item, status: 'failed', failure: { kind: 'InvalidAsset', message: reason } };
}

function withArticle(spec: TransferSpec): string {
  return spec.transfer.wanted === 'image' ? 'an image' : `a ${spec.transfer.wanted}`;
}
