import { TableError } from './table-error';

/** The three bytes that may begin a file of UTF-8. */
export const utf8Bom = Buffer.from([0xef, 0xbb, 0xbf]);

const workbooks = [Buffer.from('PK\u0003\u0004'), Buffer.from([0xd0, 0xcf, 0x11, 0xe0])];

/**
 * Refuses what is no text in UTF-8 by its first bytes: workbooks of Excel, UTF-16 with or without its mark, binary
 * files. Later bytes are checked while they are read.
 *
 * @throws TableError that says how to save the file as UTF-8.
 */
export function refuseOtherThanText({ head, name }: { head: Buffer; name: string }): void {
  if (workbooks.some((mark) => head.subarray(0, mark.length).equals(mark))) {
    throw new TableError(`${name} is a workbook of Excel, not CSV. Choose "CSV UTF-8" under Save As in Excel.`);
  }
  if (isUtf16(head)) {
    throw new TableError(
      `${name} is written in UTF-16, and ferry reads UTF-8. Choose "CSV UTF-8" under Save As in Excel, ` +
        `or: iconv -f UTF-16 -t UTF-8 ${quoted(name)} > utf8.csv`,
    );
  }
}

/** The words for bytes that are no UTF-8. */
export function notUtf8({ name, line }: { name: string; line: number }): TableError {
  return new TableError(
    `${name} is not UTF-8: line ${line} has bytes of another encoding, Windows-1252 (Latin-1) as a rule. ` +
      `Choose "CSV UTF-8" under Save As in Excel, or: iconv -f WINDOWS-1252 -t UTF-8 ${quoted(name)} > utf8.csv`,
  );
}

/** The words for a NUL byte, which no text has. */
export function notText({ name, line }: { name: string; line: number }): TableError {
  return new TableError(`${name} is not a text file: line ${line} has NUL bytes. Is it damaged, or no CSV at all?`);
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

/** UTF-16 by its mark, or by NULs at every other byte, as Latin letters have them there. */
function isUtf16(head: Buffer): boolean {
  if (head.length >= 2 && ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)))
    return true;
  const sample = head.subarray(0, 1024);
  const nuls = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = nuls;
  return Math.min(even, odd) === 0 && Math.max(even, odd) > sample.length / 8;
}
