import { delimiters, type Delimiter, type Dialect } from './dialect';
import { utf8Bom } from './recognise-text';

/** What the beginning of a file says about the rest. */
export interface DetectedDialect {
  dialect: Dialect;
  /** Where the row of column names begins. */
  headerByte: number;
  /** The line it begins in, counted from 1. */
  headerLine: number;
  /** False when the bytes at hand end before the header does. */
  isHeaderWhole: boolean;
}

const cr = 0x0d;
const lf = 0x0a;
const quote = 0x22;

/**
 * Tells a table's dialect from its first bytes: the delimiter is the one met most often in the header, outside quotes.
 * Leading blank lines are passed over, and so is the line `sep=;` with which Excel is told the delimiter.
 */
export function detectDialect(head: Buffer): DetectedDialect {
  const bom = head.subarray(0, 3).equals(utf8Bom);
  let at = bom ? utf8Bom.length : 0;
  let line = 1;
  for (; head[at] === cr || head[at] === lf; at += 1) {
    if (head[at] === lf || head[at + 1] !== lf) line += 1;
  }
  const first = scanHeader(head, at);
  const told = /^sep=([,;\t|])$/i.exec(head.toString('latin1', at, first.endByte))?.[1];
  const delimiter = delimiters.find((known) => known === told);
  if (delimiter !== undefined && first.newline !== undefined) {
    const headerByte = first.endByte + first.newline.length;
    const { newline = first.newline, isWhole } = scanHeader(head, headerByte);
    const dialect = { delimiter, newline, bom };
    return { dialect, headerByte, headerLine: line + 1, isHeaderWhole: isWhole };
  }
  const dialect = { delimiter: commonest(first.counts), newline: first.newline ?? '\n', bom };
  return { dialect, headerByte: at, headerLine: line, isHeaderWhole: first.isWhole };
}

interface ScannedHeader {
  counts: Map<Delimiter, number>;
  newline?: Dialect['newline'];
  /** Where its content ends. */
  endByte: number;
  isWhole: boolean;
}

/** Reads a row up to its end without knowing its delimiter; a quote opens a cell after any of them. */
function scanHeader(head: Buffer, from: number): ScannedHeader {
  const counts = new Map<Delimiter, number>(delimiters.map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  // A quote opens at the start of a cell, and again right after it closed: doubled quotes stand for one.
  let mayOpen = true;
  for (let at = from; at < head.length; at += 1) {
    const byte = head[at];
    if (isQuoted) {
      isQuoted = byte !== quote;
      mayOpen = !isQuoted;
      continue;
    }
    if (byte === cr || byte === lf) {
      const newline = byte === lf ? '\n' : head[at + 1] === lf ? '\r\n' : '\r';
      return { counts, newline, endByte: at, isWhole: true };
    }
    if (byte === quote && mayOpen) {
      isQuoted = true;
      continue;
    }
    const delimiter = delimiters.find((known) => known.charCodeAt(0) === byte);
    mayOpen = delimiter !== undefined;
    if (delimiter !== undefined) counts.set(delimiter, (counts.get(delimiter) ?? 0) + 1);
  }
  return { counts, endByte: head.length, isWhole: false };
}

function commonest(counts: Map<Delimiter, number>): Delimiter {
  return delimiters.reduce((best, next) => ((counts.get(next) ?? 0) > (counts.get(best) ?? 0) ? next : best));
}
