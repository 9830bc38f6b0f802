import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { neutralise, restore } from '../../src/tables';

const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', 'a', '＝', '＋', '－', '＠'))
    .map((all) => all.join('')),
);

describe('cells that a spreadsheet would run', () => {
  test('are given back as they were', () => {
    fc.assert(fc.property(cell, (text) => restore(neutralise(text)) === text));
  });

  test('are made safe as csv-stringify does', () => {
    fc.assert(
      fc.property(
        cell.filter((text) => !text.startsWith("'")),
        (text) => stringify([[neutralise(text)]]) === stringify([[text]], { escape_formulas: true }),
      ),
    );
  });

  test('never begin with what starts a formula', () => {
    fc.assert(fc.property(cell, (text) => !/^[=+\-@\t\r]/.test(neutralise(text))));
  });
});
