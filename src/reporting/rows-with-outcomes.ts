import { rowOfItem } from '../core/row-item';
import type { Outcome } from '../state/outcomes';
import type { Table, TableRow } from '../tables/open-table';

/** Rows of a table in their order, each with what became of it; one that was not planned yet has nothing. */
export async function* rowsWithOutcomes(
  table: Table,
  outcomes: AsyncGenerator<Outcome, undefined>,
): AsyncGenerator<{ row: TableRow; outcome: Outcome | undefined }> {
  try {
    let next = await outcomes.next();
    for await (const row of table.rows()) {
      while (next.done !== true && rowOfItem(next.value.item) < row.index) next = await outcomes.next();
      const isHere = next.done !== true && rowOfItem(next.value.item) === row.index;
      yield { row, outcome: isHere ? next.value : undefined };
    }
  } finally {
    await outcomes.return(undefined);
  }
}
