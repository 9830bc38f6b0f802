import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';

const unfinished = new Set<string>();

/** Does work that needs a file or folder on disk for as long as it takes; afterwards it is removed, if it is there still. */
export async function whileUnfinished<T>(path: string, work: () => Promise<T>): Promise<T> {
  unfinished.add(path);
  try {
    return await work();
  } finally {
    await rm(path, { recursive: true, force: true });
    unfinished.delete(path);
  }
}

/** Removes what work under way has on disk, at once: for a process that ends here and now. */
export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { recursive: true, force: true });
}
