import {
  convertDeliveryUrl,
  type DeliveryAccount,
  type DeliverySigner,
  type WishedDelivery,
} from '../core/delivery-url';
import { freshColumn } from './column-names';
import type { Table } from './open-table';
import { openRowQueue, type RowQueue } from './row-queue';
import { extraCells, writeTable, type OutputRow } from './write-table';

/** What came of a table's URLs. */
export interface ConvertedTable {
  /** The column that was added: `<url column>_<format>`. */
  column: string;
  rows: number;
  converted: number;
  /** Rows whose URL had the format already, or that had none. */
  skipped: number;
  failed: number;
  /** How many rows were skipped or failed for each reason. */
  reasons: Record<string, number>;
}

interface TableToConvert extends WishedDelivery, DeliveryAccount {
  table: Table;
  urlColumn: string;
  to: { file: string };
  /** Rows that failed, with the reason in a column of its own; itself a table to convert. */
  failedTo?: { file: string };
  /** Make cells safe that a spreadsheet would take for formulas; true when absent. */
  safe?: boolean;
  /** Signs what was signed before. */
  sign?: DeliverySigner;
  /** Told after every so many rows. */
  progress?: { everyRows: number; tell: (done: { rows: number }) => void };
}

/**
 * Adds a column with the URLs of another format to a table, row by row. All other columns stay; a URL that has the format
 * already is in the new one too, one that cannot be converted is not. The dialect stays.
 *
 * @throws TableError as `Table.rows` does; the files then are as before.
 */
export async function convertTable(input: TableToConvert): Promise<ConvertedTable> {
  const { table, to, format, failedTo, safe } = input;
  const { delimiter, bom } = table.dialect;
  const column = freshColumn(`${input.urlColumn}_${format}`, table.columns);
  const reason = freshColumn('reason', table.columns);
  const result: ConvertedTable = { column, rows: 0, converted: 0, skipped: 0, failed: 0, reasons: {} };
  const failed = failedTo && openRowQueue({ columns: [...table.columns, reason], delimiter, bom, safe, to: failedTo });
  try {
    const rows = convertedRows({ ...input, result, failed, reason });
    await writeTable({ columns: [...table.columns, column], delimiter, bom, safe, rows, to });
    await failed?.finish();
  } catch (error) {
    await failed?.abandon();
    throw error;
  }
  return result;
}

interface Conversions extends TableToConvert {
  result: ConvertedTable;
  failed?: RowQueue;
  /** The column for reasons. */
  reason: string;
}

async function* convertedRows(input: Conversions): AsyncGenerator<OutputRow> {
  const { table, urlColumn, result, failed, progress, reason, format, quality, sign, cloudName, cnames } = input;
  const count = (words: string): void => {
    result.reasons[words] = (result.reasons[words] ?? 0) + 1;
  };
  for await (const { cells, extra, problem } of table.rows()) {
    const url = cells[urlColumn] ?? '';
    const made =
      problem === undefined
        ? convertDeliveryUrl({ url, format, quality, sign, cloudName, cnames })
        : { problem: 'has more cells than the header' };
    result.rows += 1;
    if ('url' in made) {
      result.converted += 1;
      yield { ...cells, [result.column]: made.url };
    } else if ('skipped' in made) {
      result.skipped += 1;
      count(made.skipped);
      yield { ...cells, [result.column]: url };
    } else {
      result.failed += 1;
      count(made.problem);
      await failed?.put({ ...cells, [reason]: made.problem, [extraCells]: extra });
      yield cells;
    }
    if (progress !== undefined && result.rows % progress.everyRows === 0) progress.tell({ rows: result.rows });
  }
}
