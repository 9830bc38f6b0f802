import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { LineEnds } from './line-ends';
import { notText, notUtf8 } from './recognise-text';

interface BytesToRead {
  file: string;
  startByte: number;
  /** The first byte that is not read; the file's end when absent. */
  endByte?: number;
  /** The line `startByte` lies in. */
  firstLine: number;
  newline: number;
  /** Takes note of every line's end. */
  lineEnds: LineEnds;
}

/**
 * The bytes of a part of a file, each checked to be text in UTF-8. The part begins and ends between two characters.
 *
 * @throws TableError that names the line of the first byte that is none.
 */
export async function* checkedBytes(range: BytesToRead): AsyncGenerator<Buffer> {
  const { file, startByte, endByte, lineEnds } = range;
  if (endByte !== undefined && endByte <= startByte) return;
  const end = endByte === undefined ? undefined : endByte - 1;
  let begun: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { start: startByte, end }) as AsyncIterable<Buffer>) {
    const bytes = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
    check(whole, range);
    begun = bytes.subarray(whole.length);
    lineEnds.add(whole);
    yield whole;
  }
  check(begun, range);
}

function check(bytes: Buffer, { file, firstLine, newline, lineEnds }: BytesToRead): void {
  const firstNul = bytes.indexOf(0);
  if (firstNul < 0 && isUtf8(bytes)) return;
  let line = firstLine + lineEnds.added;
  for (let from = 0; from < bytes.length; line += 1) {
    const found = bytes.indexOf(newline, from);
    const next = found < 0 ? bytes.length : found + 1;
    if (firstNul >= from && firstNul < next) throw notText({ name: basename(file), line });
    if (!isUtf8(bytes.subarray(from, next))) throw notUtf8({ name: basename(file), line });
    from = next;
  }
}

/** How many bytes at the end begin a character that is not there in full (RFC 3629, section 3). */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (length > 0) return length > back ? back : 0;
  }
  return 0;
}
