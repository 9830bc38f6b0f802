import { CsvError, parse } from 'csv-parse';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { checkedBytes } from './checked-bytes';
import type { Dialect } from './dialect';
import { LineEnds } from './line-ends';
import { isStrict, mayHaveOpenQuote } from './open-quotes';
import { TableError } from './table-error';

/** A row as the file has it: no names, no judgement. */
export interface TableRecord {
  cells: string[];
  /** The line its first byte lies in, counted from 1. */
  line: number;
  startByte: number;
  /** The first byte after its line break. */
  endByte: number;
}

interface RecordsToRead {
  file: string;
  /** Where a row begins. */
  startByte: number;
  /** Where a row ends; the file's end when absent. */
  endByte?: number;
  firstLine: number;
  /** Without a delimiter every row is one cell. */
  dialect: Pick<Dialect, 'newline'> & Partial<Pick<Dialect, 'delimiter'>>;
}

/** What csv-parse gives with `info`; `bytes` is where the row ends. */
interface ParsedRecord {
  record: string[];
  info: { bytes: number };
}

/** A row beyond this is no row: some quote before it was never closed. */
const longestRowBytes = 8 * 1024 * 1024;

/** Stands for no delimiter at all: this byte is refused in all that is read. */
const never = '\0';

/**
 * The rows of a part of a file, one after the other, in flat memory. Blank lines are no rows. Rows may have any number
 * of cells; a quote within an unquoted cell is content.
 *
 * @throws TableError for bytes that are no text and for a quote that is never closed.
 */
export async function* readRecords(range: RecordsToRead): AsyncGenerator<TableRecord, void, void> {
  const { file, startByte, endByte, firstLine, dialect } = range;
  const newline = dialect.newline === '\r' ? 0x0d : 0x0a;
  const lineEnds = new LineEnds(newline, range);
  const parser = parse({
    delimiter: dialect.delimiter ?? never,
    // Files that were put together from several mix the two.
    record_delimiter: dialect.newline === '\r' ? ['\r'] : ['\r\n', '\n'],
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRowBytes,
    info: true,
  });
  pipeline(
    Readable.from(checkedBytes({ file, startByte, endByte, firstLine, newline, lineEnds })),
    parser,
    () => undefined,
  );
  let reached = startByte;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      const { byte, line } = lineEnds.contentAfter(reached);
      reached = startByte + info.bytes;
      const place = { startByte: byte, endByte: reached };
      if (mayHaveOpenQuote(record) && !(await isStrict({ file, dialect, ...place }))) throw openQuote({ file, line });
      yield { cells: record, line, ...place };
    }
  } catch (error) {
    throw error instanceof CsvError ? tooLong({ error, file, startByte, lineEnds }) : error;
  } finally {
    parser.destroy();
  }
}

interface BrokenRow {
  error: CsvError & { bytes?: unknown };
  file: string;
  startByte: number;
  lineEnds: LineEnds;
}

/** The parser gives up on nothing but quotes: its other complaints are switched off. */
function tooLong({ error, file, startByte, lineEnds }: BrokenRow): TableError {
  if (error.code !== 'CSV_QUOTE_NOT_CLOSED' && error.code !== 'CSV_MAX_RECORD_SIZE')
    return new TableError(error.message);
  const { line } = lineEnds.contentAfter(startByte + (typeof error.bytes === 'number' ? error.bytes : 0));
  return openQuote({ file, line });
}

function openQuote({ file, line }: { file: string; line: number }): TableError {
  return new TableError(
    `${basename(file)} has a quote (") in line ${line} that is never closed. Close it, or write "" for a quote that is content.`,
  );
}
