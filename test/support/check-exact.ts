import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SandboxControl } from './sandbox-control';

/** Reads a report as rows by column. */
export function readReport(file: string): Record<string, string>[] {
  return parse(readFileSync(file), { columns: true });
}

/**
 * The promise over all: every photograph stored once, with its own bytes, under the name its report row says; every
 * file in the report once.
 */
export async function expectExact(
  control: SandboxControl,
  root: string,
  paths: string[],
  reportPath: string,
): Promise<void> {
  const rows = readReport(reportPath);
  const rowPaths = rows.map((row) => [row.folder_path, row.local_filename].filter(Boolean).join('/'));
  expect([...rowPaths].sort()).toEqual([...paths].sort());
  const stored = await control.assets();
  expect(stored).toHaveLength(paths.length);
  const byName = new Map(stored.map((asset) => [asset.public_id, asset]));
  expect(byName.size).toBe(paths.length);
  for (const [index, row] of rows.entries()) {
    const md5 = createHash('md5')
      .update(readFileSync(join(root, rowPaths[index] ?? '')))
      .digest('hex');
    expect({ path: rowPaths[index], etag: byName.get(row.public_id ?? '')?.etag }).toEqual({
      path: rowPaths[index],
      etag: md5,
    });
    expect({ path: rowPaths[index], etag: row.etag }).toEqual({ path: rowPaths[index], etag: md5 });
  }
}
