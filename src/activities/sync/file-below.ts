import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { trashFolder, unfinishedEnding } from '../../core/sync-trash';
import { ProviderError } from '../../providers/provider-error';
import { hasCode, localFailure } from './local-failure';

/**
 * The file that a path below a root names, where it may be made, moved or taken away.
 * @throws {ProviderError} `InvalidAsset` when the path leads out of the root, by itself or through a link on its way, or
 * to what ferry keeps there for itself.
 */
export async function fileBelow(root: string, path: string): Promise<string> {
  const parts = path.split('/');
  if (!parts.every(isPlain)) throw leadsOut(root, path);
  if (parts[0] === trashFolder || path.endsWith(unfinishedEnding)) {
    throw new ProviderError('InvalidAsset', `"${path}" is a name that ferry keeps for itself; it was not touched.`);
  }
  const file = join(root, path);
  await mustStayInside(root, file, path);
  return file;
}

/** True for a part that names something in its folder. Where `sep` is no backslash, that is a letter as any other. */
function isPlain(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !part.includes('\0') && !part.includes(sep);
}

/** @throws {ProviderError} `InvalidAsset` when a folder on the way to the file is a link that leads out of the root. */
export async function mustStayInside(root: string, file: string, path: string): Promise<void> {
  const real = await realpath(root).catch((error: unknown) => {
    throw localFailure(error, root);
  });
  const folder = await realpathOfNearest(dirname(file));
  if (folder !== real && !folder.startsWith(real.endsWith(sep) ? real : real + sep)) throw leadsOut(root, path);
}

/** The real path of a folder, or of the nearest one above it that is there. */
async function realpathOfNearest(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const above = dirname(folder);
    if (!hasCode(error, 'ENOENT') || above === folder) throw localFailure(error, folder);
    return realpathOfNearest(above);
  }
}

function leadsOut(root: string, path: string): ProviderError {
  return new ProviderError(
    'InvalidAsset',
    `"${path}" leads out of ${root}; nothing was done there. Sync the folder it leads to, or leave it out by --exclude.`,
  );
}
