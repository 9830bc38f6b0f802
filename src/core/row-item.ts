/** A row's item in its job: outcomes in the order of their items are in the order of the rows. */
export function itemOfRow(row: number): string {
  return `row ${String(row).padStart(9, '0')}`;
}

/** The number of an item's row. */
export function rowOfItem(item: string): number {
  return Number(item.slice('row '.length));
}
