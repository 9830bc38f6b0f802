import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { readGtin } from '../../../core/gtin';
import { openTable, requireColumn, TableError } from '../../../tables';
import { findColumn } from '../../../tables/find-column';

/** Names of columns of codes in a file. */
const codeColumns = ['ean', 'gtin', 'upc', 'barcode', 'code'];

const headBytes = 64 * 1024;

/**
 * The codes in what a person writes: one, or several with commas or semicolons between them. Spaces part codes where
 * each part is long enough to be one; else they belong to the code (`4 006381 333931`).
 */
export function codesIn(text: string): string[] {
  return text.split(/[,;\t\r\n]+/).flatMap((part) => {
    const words = part.trim().split(/\s+/);
    const parts = words.every((word) => word.length >= 8) ? words : [part.trim()];
    return parts.filter((code) => code !== '');
  });
}

/** True for the path of a file, also of one that is not there but has the ending of one; a code is never one. */
export async function isCodeFile(text: string): Promise<boolean> {
  if (/^[\d\s,;-]+$/.test(text)) return false;
  if (/^[^,;]+\.(?:txt|csv|tsv)$/i.test(text)) return true;
  return (await stat(text).catch(() => undefined))?.isFile() === true;
}

/**
 * The codes in a file, one after the other in flat memory: a list, with codes in lines or between commas; or a table
 * that names its columns.
 * @throws TableError when there is no such file, or no text in it.
 * @throws {CommandError} when no column of it holds codes.
 */
export async function* codesInFile(file: string): AsyncGenerator<string> {
  if (await isList(file)) {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      yield* codesIn(line.replace(/[\uFEFF"']/g, ''));
    }
    return;
  }
  const table = await openTable({ file });
  if (table.columns.some((name) => !('problem' in readGtin(name)))) {
    throw new TableError(`${file} begins with a code where the columns should be named. Put a row before it: ean,name`);
  }
  const named = codeColumns.find((name) => table.columns.some((column) => plain(column) === name));
  const [only] = table.columns;
  const column =
    named !== undefined
      ? requireColumn(table, table.columns.find((one) => plain(one) === named) ?? named, { flag: '--file' })
      : table.columns.length === 1 && only !== undefined
        ? only
        : await findColumn({
            table,
            flag: 'the header "ean"',
            kinds: [{ what: 'codes', holds: (cell) => !('problem' in readGtin(cell)) }],
          });
  for await (const { cells } of table.rows()) {
    const code = (cells[column] ?? '').trim();
    if (code !== '') yield code;
  }
}

/** A file whose first line is made of digits has no header. */
async function isList(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  // What cannot be opened is said by who reads tables.
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const text = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .trimStart();
    if (text === '' && bytesRead < headBytes) throw new TableError(`${file} is empty. It should have codes in it.`);
    return /^["'\d][\d\s,;"'-]*$/.test(text.split(/\r?\n|\r/, 1)[0] ?? '');
  } catch (error) {
    if (error instanceof TableError) throw error;
    return false;
  } finally {
    await handle.close();
  }
}

function plain(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z]/g, '')
      .replace(/(?:number|code)$/, '') || name.toLowerCase()
  );
}
