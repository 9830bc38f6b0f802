import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFacts } from '../core/error-facts';
import { TableError } from './table-error';

/** What a copied file was when it was copied. */
interface Original {
  file: string;
  bytes: number;
  modifiedAt: string;
  copiedAt: string;
}

/**
 * Copies of the CSVs that jobs work on, one a job, taken when the job begins. A job and its report are of the rows as
 * they were then, whatever becomes of the file; a retry months later finds the same rows. Readable by their owner alone:
 * rows may hold signed URLs.
 */
export class InputCopies {
  constructor(private readonly dir: string) {}

  /** Where a job's copy lies. */
  pathOf(jobId: string): string {
    return join(this.dir, `${jobId.replace(/[^\w.-]+/g, '-')}.csv`);
  }

  /**
   * Takes the copy unless there is one; returns its path.
   * @throws {TableError} when the file is not there or cannot be read.
   */
  async take(jobId: string, file: string): Promise<string> {
    const copy = this.pathOf(jobId);
    if (await isThere(`${copy}.json`)) return copy;
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const part = `${copy}.part`;
    try {
      const { size, mtimeMs } = await stat(file).catch((error: unknown) => {
        throw unreadable(file, error);
      });
      // Where the file system can, the copy shares its blocks with the original.
      await copyFile(file, part, constants.COPYFILE_FICLONE);
      await chmod(part, 0o600);
      await rename(part, copy);
      const original: Original = {
        file,
        bytes: size,
        modifiedAt: new Date(mtimeMs).toISOString(),
        copiedAt: new Date().toISOString(),
      };
      await writeFile(`${copy}.json`, JSON.stringify(original), { mode: 0o600 });
    } finally {
      await rm(part, { force: true });
    }
    return copy;
  }

  /** Says in words how the original differs from the copy now; `undefined`: it does not, or there is no copy. */
  async change(jobId: string): Promise<string | undefined> {
    const text = await readFile(`${this.pathOf(jobId)}.json`, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { file, bytes, modifiedAt, copiedAt } = JSON.parse(text) as Original;
    const now = await stat(file).catch(() => undefined);
    const rest = `This job and its report are of the file as it was at ${copiedAt}.`;
    if (now === undefined) return `${file} is gone. ${rest}`;
    if (now.size === bytes && new Date(now.mtimeMs).toISOString() === modifiedAt) return undefined;
    return `${file} was changed at ${new Date(now.mtimeMs).toISOString()}. ${rest} Start a new job for what is new in it.`;
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

function unreadable(file: string, error: unknown): unknown {
  const { code } = errorFacts(error);
  if (code === 'ENOENT') return new TableError(`There is no file ${file}. Check the path.`);
  if (code === 'EACCES') return new TableError(`${file} may not be read by this user. Check its permissions.`);
  return error;
}
