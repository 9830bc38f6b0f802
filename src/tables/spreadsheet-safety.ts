/**
 * What a spreadsheet takes for the start of a formula (OWASP, CSV injection), the full-width forms included, as
 * csv-stringify's `escape_formulas` has it.
 */
const formula = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;

/**
 * Puts an apostrophe before a cell that a spreadsheet would take for a formula. One that begins with apostrophes and
 * then such a character gets one more, so that `restore` gives every cell back as it was.
 */
export function neutralise(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** Undoes `neutralise`. */
export function restore(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
