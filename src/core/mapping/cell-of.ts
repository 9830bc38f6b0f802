/** The text in a row's cell; empty where there is no such column, `constructor` included. */
export function cellOf(cells: Readonly<Record<string, string>>, column: string): string {
  return Object.hasOwn(cells, column) ? (cells[column] ?? '') : '';
}
