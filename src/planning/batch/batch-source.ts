import type { Asset, ListedRef, Oddity, SourceRef } from '../../core/asset';
import type { BatchOptions, BatchRow } from '../../core/batch';
import { consequenceOf } from '../../core/failure';
import type { Location } from '../../core/location';
import { joinPath } from '../../core/naming';
import { ProviderError } from '../../providers/provider-error';
import type { AssetPage, CallOptions, Content, FolderPage, Source } from '../../providers/provider';
import { nameKey } from '../transfer-planner';
import { readBatchRows } from './read-rows';
import { RowWalk } from './row-walk';

/** Where a batch keeps its rows; a dry run keeps them in memory. */
export interface RowStore {
  all(): Promise<BatchRow[]>;
  add(rows: BatchRow[]): Promise<void>;
  update(row: BatchRow): Promise<void>;
  /** A row's folder is begun. */
  begin(key: string): Promise<void>;
}

interface BatchPorts {
  options: BatchOptions;
  /** Subfolders belong to their row. */
  recursive: boolean;
  store: RowStore;
  openRow(location: Location): Source;
}

/** Rows looked at at once. */
const checkedAtOnce = 8;

/**
 * The rows of a CSV as the folders of one source: each row's assets come from a location of its own, subfolders
 * included. All rows are looked at before the first asset is listed; a bad row is an oddity of its folder.
 */
export class BatchSource implements Source {
  readonly scope = 'batch';
  readonly service: string;
  readonly quotas: string[] = [];
  private rows: Promise<Map<string, BatchRow>> | undefined;

  constructor(private readonly ports: BatchPorts) {
    this.service = `the folders of ${ports.options.file}`;
  }

  async check(options: CallOptions): Promise<{ name: string }> {
    const { store, options: batch } = this.ports;
    if ((await store.all()).length === 0) await store.add(await readBatchRows(batch));
    const unchecked = (await store.all()).filter((row) => row.state === 'read');
    for (let start = 0; start < unchecked.length; start += checkedAtOnce) {
      options.signal.throwIfAborted();
      await Promise.all(unchecked.slice(start, start + checkedAtOnce).map((row) => this.checkRow(row, options)));
    }
    this.rows = undefined;
    const valid = [...(await this.known()).values()].filter(isValid);
    this.quotas.splice(0, Infinity, ...new Set(valid.flatMap((row) => this.open(row).quotas)));
    return { name: batch.file };
  }

  /** Limits, outages and refused sign-ins concern more than the row, and hold the whole look at the rows. */
  private async checkRow(row: BatchRow, options: CallOptions): Promise<void> {
    const { store } = this.ports;
    try {
      const { name } = await this.open(row).check(options);
      await store.update({ ...row, state: 'valid', ownName: name });
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      await store.update({ ...row, state: 'invalid', problem: error.message });
    }
  }

  async folders({ cursor, limit }: { cursor?: string; limit: number }): Promise<FolderPage> {
    const rows = [...(await this.known()).values()];
    const from = cursor === undefined ? 0 : Number(cursor);
    const page = rows.slice(from, from + limit);
    const next = from + page.length;
    return {
      entries: page.filter(isValid).map((row) => ({ path: row.key, quotas: this.open(row).quotas })),
      oddities: page.filter((row) => !isValid(row)).map(rowOddity),
      cursor: next < rows.length ? String(next) : undefined,
    };
  }

  async list(
    { folder, cursor, limit }: { folder: SourceRef; cursor?: string; limit: number },
    options: CallOptions,
  ): Promise<AssetPage> {
    const row = await this.row(folder.path);
    if (cursor === undefined) await this.ports.store.begin(row.key);
    const source = this.open(row);
    const page = await new RowWalk(source, this.ports.recursive).page({ cursor, limit }, options);
    return {
      cursor: page.cursor,
      entries: page.entries.map((asset) => assetOfRow(row, source, asset)),
      oddities: page.oddities.map((one) => ({ ...one, path: `${row.key}/${one.path}` })),
    };
  }

  async content({ path, ...rest }: ListedRef, options: CallOptions): Promise<Content> {
    const { source, inner } = await this.inside(path);
    return source.content({ path: inner, ...rest }, options);
  }

  async directUrl({ path, ref }: SourceRef, options: CallOptions): Promise<string | undefined> {
    const { source, inner } = await this.inside(path);
    return source.directUrl?.({ path: inner, ref }, options);
  }

  /** Every service the rows are at must answer. */
  async probe(options: CallOptions): Promise<void> {
    const services = new Map<string, Source>();
    for (const row of (await this.known()).values()) {
      if (isValid(row)) services.set(this.open(row).service, this.open(row));
    }
    await Promise.all([...services.values()].map(async (source) => source.probe?.(options)));
  }

  private async inside(path: string): Promise<{ source: Source; inner: string }> {
    const slash = path.indexOf('/');
    const row = await this.row(path.slice(0, slash));
    return { source: this.open(row), inner: path.slice(slash + 1) };
  }

  private async row(key: string): Promise<BatchRow> {
    const row = (await this.known()).get(key);
    if (row === undefined)
      throw new ProviderError('NotFound', `There is no row "${key}" in ${this.ports.options.file}.`);
    return row;
  }

  private known(): Promise<Map<string, BatchRow>> {
    this.rows ??= this.ports.store.all().then(
      (rows) => new Map(rows.map((row) => [row.key, row])),
      (error: unknown) => {
        this.rows = undefined;
        throw error;
      },
    );
    return this.rows;
  }

  private open({ location, key }: BatchRow): Source {
    if (location === undefined) throw new ProviderError('InvalidAsset', `Row ${key} names no folder.`);
    return this.ports.openRow(location);
  }
}

function isAboutRow(error: unknown): error is ProviderError {
  return error instanceof ProviderError && consequenceOf(error.kind).again === 'never';
}

function isValid({ state }: BatchRow): boolean {
  return state === 'valid';
}

/** What the report says of a row that has no folder to go through. */
function rowOddity({ key, index, problem, duplicateOf }: BatchRow): Oddity {
  if (duplicateOf !== undefined) {
    return { path: key, bytes: 0, verdict: 'skipped', reason: `the same folder as row ${duplicateOf}` };
  }
  return { path: key, bytes: 0, verdict: 'failed', reason: `Row ${index}: ${problem ?? 'it cannot be read'}` };
}

/** The folder at the destination that a row's assets go to: the name the CSV gives, or else the folder's own. */
export function folderNameOf({ name, ownName, index }: BatchRow): string {
  return name !== '' ? name : (ownName ?? String(index));
}

function assetOfRow(row: BatchRow, source: Source, asset: Asset): Asset {
  const folderName = folderNameOf(row);
  return {
    ...asset,
    path: `${row.key}/${asset.path}`,
    // Rows move when the CSV is edited; an asset's name at the destination must not.
    key: `${nameKey(source.scope, asset)} below ${folderName}`,
    wishedPath: joinPath(folderName.replace(/\//g, '_'), asset.wishedPath ?? asset.path),
    ...(row.description === '' ? {} : { context: { ...asset.context, description: row.description } }),
  };
}
