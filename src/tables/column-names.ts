import { TableError } from './table-error';

/**
 * The names of a table's columns, as its first row gives them.
 *
 * @throws TableError when a column has no name, or two have the same.
 */
export function namesOfColumns({ cells, name }: { cells: string[]; name: string }): string[] {
  const nameless = cells.flatMap((cell, at) => (cell.trim() === '' ? [at + 1] : []));
  if (nameless.length > 0) {
    throw new TableError(`${columnsAt(nameless)} of ${name} ${has(nameless)} no name. ${advice(cells)}`);
  }
  const twice = cells.find((cell, at) => cells.indexOf(cell) !== at);
  if (twice !== undefined) {
    const places = cells.flatMap((cell, at) => (cell === twice ? [at + 1] : []));
    throw new TableError(`${columnsAt(places)} of ${name} are all named "${twice}". ${advice(cells)}`);
  }
  return cells;
}

function columnsAt(places: number[]): string {
  const [last = 0] = places.slice(-1);
  return places.length === 1 ? `Column ${last}` : `Columns ${places.slice(0, -1).join(', ')} and ${last}`;
}

function has(places: number[]): string {
  return places.length === 1 ? 'has' : 'have';
}

/** A first row of links and numbers is a row of data. */
function advice(cells: string[]): string {
  const isData = cells.every(
    (cell) => cell.trim() === '' || /^(?:[a-z][\w+.-]*:\/\/.*|[\d.,:/ -]+)$/i.test(cell.trim()),
  );
  return isData
    ? 'It seems to begin with data: put a row before it that names the columns.'
    : 'Its first row must give each column a name of its own.';
}

/** A name for a column that is added; one that is there already gets a number after it. */
export function freshColumn(wished: string, columns: readonly string[]): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wished : `${wished}_${n}`;
    if (!columns.includes(name)) return name;
  }
}
