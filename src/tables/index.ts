/** Tables in CSV, read and written as streams. */
export { cutIntoRanges, type CountedRange } from './cut-into-ranges';
export type { Delimiter, Dialect } from './dialect';
export { openTable, type Table, type TableRange, type TableRow } from './open-table';
export { requireColumn } from './require-column';
export { neutralise, restore } from './spreadsheet-safety';
export { TableError } from './table-error';
export { writeTable, type OutputRow, type TableFormat } from './write-table';
