import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { errorFacts } from '../core/error-facts';
import { classifyLocal } from '../providers/local/classify';

/** What the local destination calls a file that is being written: its name, eight characters, and this. */
const part = /\.[0-9a-f]{8}\.ferry-part$/;

/** Folders of which it is remembered that they were swept. */
const mostRemembered = 50_000;

const swept = new Set<string>();

/**
 * Removes what killed processes have left half written: of this very file everything older than the attempt, and of its
 * whole folder, once, everything older than this process. What is being written now is younger.
 * @throws {ProviderError} when the folder cannot be read.
 */
export async function sweepParts(
  file: string,
  { attempt, startedAtMs }: { attempt: number; startedAtMs: number },
): Promise<void> {
  const folder = dirname(file);
  const isFirst = !swept.has(folder);
  if (!isFirst && attempt === 1) return;
  if (swept.size >= mostRemembered) swept.clear();
  swept.add(folder);
  const own = `${basename(file)}.`;
  try {
    for (const name of await readdir(folder)) {
      if (!part.test(name)) continue;
      const isOwn = name.startsWith(own) && name.slice(own.length - 1).search(part) === 0;
      const olderThan = isOwn ? startedAtMs : performance.timeOrigin;
      const found = await stat(join(folder, name)).catch(goneMeanwhile);
      if (found !== undefined && found.mtimeMs < olderThan) await rm(join(folder, name), { force: true });
    }
  } catch (error) {
    goneMeanwhile(error);
  }
}

/** A folder or file that is not there (any more) has nothing to sweep. @throws {ProviderError} for anything else. */
function goneMeanwhile(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR'].includes(errorFacts(error).code ?? '')) return undefined;
  throw classifyLocal(error);
}
