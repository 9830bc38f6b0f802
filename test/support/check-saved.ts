import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from './check-exact';
import type { SandboxControl } from './sandbox-control';

/** An asset as the sandbox tells it. */
export interface AccountAsset {
  public_id: string;
  resource_type: string;
  type: string;
  format?: string;
  etag: string;
  md5: string;
  tags: string[];
  context: Record<string, string>;
  metadata: Record<string, unknown>;
  asset_folder?: string;
}

const cloud = 'ferry-sandbox';

/** All that an account holds, by what a report calls it. */
export async function accountAssets(control: SandboxControl): Promise<Map<string, AccountAsset>> {
  const { assets } = await control.state<{ assets: AccountAsset[] }>('cloudinary');
  return new Map(assets.map((asset) => [itemOf(asset), asset]));
}

function itemOf({ resource_type: resourceType, type, public_id: publicId, format }: AccountAsset): string {
  const ending = resourceType === 'raw' || format === undefined ? '' : `.${format}`;
  return `${resourceType}/${type}/${publicId}${ending}`;
}

/** Every file below a folder, by its path, with its MD5. */
export function filesBelow(root: string): Map<string, string> {
  const files = readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(root.length + 1), createHash('md5').update(readFileSync(file)).digest('hex')];
    }),
  );
}

/** The catalogue that lies beside an account's folder. */
export function readCatalogue(root: string): Record<string, unknown>[] {
  const lines = readFileSync(join(root, `${cloud}.catalogue.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
}

/**
 * The promise of a scrape: every asset on the disk once, with its own bytes, where its row of the report says; in the
 * report and the catalogue once, with all that is known of it; and nothing else below the root.
 */
export async function expectSaved(control: SandboxControl, root: string, reportPath: string): Promise<void> {
  const assets = await accountAssets(control);
  const rows = readReport(reportPath);
  expect(rows.map(({ asset }) => asset).sort()).toEqual([...assets.keys()].sort());
  const files = filesBelow(root);
  expect(files.delete(`${cloud}.catalogue.jsonl`)).toBe(true);
  const wanted = new Map(
    rows.map(({ asset = '', saved_to: path = '', etag }) => {
      const md5 = assets.get(asset)?.md5;
      expect({ asset, etag }).toEqual({ asset, etag: md5 });
      return [path, md5];
    }),
  );
  expect(wanted.size).toBe(assets.size);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(wanted));
  const lines = readCatalogue(root).filter((line) => line.gone_at === undefined);
  expect(lines.length).toBe(assets.size);
  for (const { resource_type, type, public_id, format, path, ...line } of lines) {
    const item = itemOf({ resource_type, type, public_id, format } as AccountAsset);
    const asset = assets.get(item);
    expect({ item, path, md5: line.saved_md5 }).toEqual({
      item,
      path: rows.find((row) => row.asset === item)?.saved_to,
      md5: asset?.md5,
    });
    expect({ item, tags: line.tags ?? [], metadata: line.metadata ?? {} }).toEqual({
      item,
      tags: asset?.tags,
      metadata: asset?.metadata,
    });
    const { custom = {} } = (line.context ?? {}) as { custom?: Record<string, string> };
    expect({ item, custom }).toEqual({ item, custom: asset?.context });
  }
}
