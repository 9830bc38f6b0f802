/** Tables in CSV, read and written as streams. */
export { consolidateTable, type ConsolidatedTable } from './consolidate';
export { convertTable, type ConvertedTable } from './convert';
export { cutIntoRanges, type CountedRange } from './cut-into-ranges';
export type { Delimiter, Dialect } from './dialect';
export { defaultImagePattern } from './image-pattern';
export { openTable, type Table, type TableRange, type TableRow } from './open-table';
export { requireColumn } from './require-column';
export { openRowQueue, type RowQueue } from './row-queue';
export { neutralise, restore } from './spreadsheet-safety';
export { TableError } from './table-error';
export { writeTable, type OutputRow, type TableFormat } from './write-table';
