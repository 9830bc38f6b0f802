/** What may stand between two cells, the likeliest first. */
export const delimiters = [',', ';', '\t', '|'] as const;

/** What stands between two cells. */
export type Delimiter = (typeof delimiters)[number];

/** How a table is written down: CSV is a family of formats (RFC 4180 describes the commonest). */
export interface Dialect {
  delimiter: Delimiter;
  /** What ends a row; line breaks inside quotes are content. */
  newline: '\n' | '\r\n' | '\r';
  /** True when the file begins with the three bytes by which Excel knows UTF-8. */
  bom: boolean;
}
