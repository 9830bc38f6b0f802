import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorFacts } from '../../core/error-facts';
import { classifyLocal } from '../../providers/local/classify';
import type { SavedFile } from '../../state/catalogue-row';

/** Size and time of a file as the catalogue notes them. */
export interface FileFacts {
  bytes: number;
  mtimeMs: number;
  /** When its content or name was last changed, by this machine's clock. */
  changedMs: number;
}

/** Looks at a file without reading it; `undefined` when there is none. @throws {ProviderError} when it cannot be told. */
export async function lookAtFile(root: string, path: string): Promise<FileFacts | undefined> {
  try {
    const found = await stat(join(root, path));
    if (!found.isFile()) return undefined;
    return { bytes: found.size, mtimeMs: Math.round(found.mtimeMs), changedMs: found.ctimeMs };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorFacts(error).code ?? '')) return undefined;
    throw classifyLocal(error);
  }
}

/** True when a file is, as far as size and time tell, what was saved of the content with this fingerprint. */
export function isAsSaved(
  file: FileFacts | undefined,
  saved: SavedFile | undefined,
  fingerprint: string,
): file is FileFacts {
  if (file === undefined || saved === undefined) return false;
  return saved.fingerprint === fingerprint && saved.bytes === file.bytes && saved.mtimeMs === file.mtimeMs;
}

/**
 * Sees that a folder can be written to, or made where it is to be; makes nothing.
 * @throws {ProviderError} saying what is in the way.
 */
export async function mustBeWritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const above = dirname(folder);
    if (errorFacts(error).code !== 'ENOENT' || above === folder) throw classifyLocal(error);
    await mustBeWritable(above);
  }
}
