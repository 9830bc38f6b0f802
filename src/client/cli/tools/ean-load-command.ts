import type { Command } from 'commander';
import { formatCount } from '../../../core/format';
import { readGtin } from '../../../core/gtin';
import { loadProducts, type ProductRow } from '../../../products';
import { openTable, requireColumn, type Table } from '../../../tables';
import { exitCodes } from '../exit-codes';
import { talk } from '../talk';
import { addDatabaseOptions, asDatabaseFailure, productSource, type DatabaseOptions } from './ean-database';

interface Refusals {
  count: number;
}

/** Refusals that are said one by one. */
const saidAtMost = 10;

/** Adds `ferry ean load`: fills an SQLite file with a catalogue, for trying and for small shops. */
export function addEanLoadCommand(ean: Command): void {
  const load = ean
    .command('load <csv>')
    .description('fill an SQLite product database from a CSV: new products are added, known ones brought up to date');
  addDatabaseOptions(load)
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', '\nExample:\n  ferry ean load examples/products.csv --database products.db')
    .action(async (csv: string) => {
      // Options may stand before `load` too.
      const options = load.optsWithGlobals<DatabaseOptions & { json?: boolean }>();
      const { database, table: name, eanColumn: wanted } = productSource(options);
      const table = await openTable({ file: csv });
      const eanColumn = requireColumn(table, wanted ?? 'ean', { flag: '--ean-column' });
      const columns = table.columns.filter((column) => column !== eanColumn);
      const refused: Refusals = { count: 0 };
      const rows = productRows(table, eanColumn, refused);
      const result = await loadProducts({ database, table: name, eanColumn, columns, rows }).catch((error: unknown) => {
        throw asDatabaseFailure(error);
      });
      const { added, updated } = result;
      const counts = `${formatCount(added)} added, ${formatCount(updated)} brought up to date`;
      talk.say(`Products: ${counts}. Rows refused: ${formatCount(refused.count)}.`);
      talk.say(`Loaded into ${database}, table ${name}.`);
      if (options.json === true)
        talk.data(JSON.stringify({ ...result, refused: refused.count, database, table: name }));
      process.exitCode = refused.count > 0 ? exitCodes.doneWithFailures : exitCodes.done;
    });
}

/** Rows with a code; what has none is said and left out. */
async function* productRows(table: Table, eanColumn: string, refused: Refusals): AsyncGenerator<ProductRow> {
  for await (const { index, cells, problem } of table.rows()) {
    const code = cells[eanColumn] ?? '';
    const gtin = problem === undefined ? readGtin(code) : { problem };
    if (!('problem' in gtin)) {
      yield { gtin, cells };
      continue;
    }
    refused.count += 1;
    const name = code.trim() === '' ? 'the code' : code.trim();
    if (refused.count <= saidAtMost) talk.say(problem ?? `row ${index}: ${name} ${gtin.problem}`);
  }
}
