/** What a cell shows: text goes to the left, numbers to the right. */
export type Cell = string | number | undefined;

/** A table as data. */
export interface Table {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** Lines below it. */
  notes?: readonly string[];
}

/** Digits of a number in a cell: three that count, and no fractions of big ones. */
function textOf(cell: Cell): string {
  if (cell === undefined) return '-';
  if (typeof cell === 'string') return cell;
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return cell.toFixed(0);
  return cell.toFixed(Math.abs(cell) >= 10 ? 1 : 2);
}

/** A table as aligned text that is markdown too, with a line end at its end. */
export function formatTable({ title, columns, rows, notes = [] }: Table): string {
  const texts = rows.map((row) => columns.map((_, column) => textOf(row[column])));
  const widths = columns.map((name, column) =>
    Math.max(3, name.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const isNumeric = columns.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isNumeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    isNumeric[column] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const above = title === '' ? [] : [title, ''];
  const below = notes.length === 0 ? [] : ['', ...notes];
  return `${[...above, line(columns), line(rule), ...texts.map(line), ...below].join('\n')}\n`;
}
