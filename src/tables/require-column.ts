import { nearestName } from '../core/nearest-name';
import type { Table } from './open-table';
import { TableError } from './table-error';

/**
 * The table's name of a column that a command needs. Case and surrounding spaces need not agree as long as one column
 * only can be meant.
 *
 * @throws TableError with the columns there are and, when one is near, the flag that names it.
 */
export function requireColumn(
  { columns, name }: Pick<Table, 'columns' | 'name'>,
  wanted: string,
  { flag }: { flag: string },
): string {
  if (columns.includes(wanted)) return wanted;
  const alike = columns.filter((column) => plain(column) === plain(wanted));
  const [only] = alike;
  if (only !== undefined && alike.length === 1) return only;
  const near = only ?? nearestName(wanted, columns);
  const advice = near === undefined ? `Name one with ${flag}` : `Use ${flag} ${quoted(near)}`;
  throw new TableError(`Column "${wanted}" is not in ${name}. It has: ${columns.join(', ')}. ${advice}`);
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}

function quoted(name: string): string {
  return /^[\p{L}\p{N}_.:/-]+$/u.test(name) ? name : `"${name}"`;
}
