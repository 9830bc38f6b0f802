/** What a statement is given. */
export type SqlValue = string | bigint;

/** What a statement answers: cells in the order of the columns. */
export interface SqlAnswer {
  columns: string[];
  rows: unknown[][];
}

/** One connection to a database, as far as looking products up needs it. It reads and never writes. */
export interface SqlConnection {
  /** The database in words for a person: no password. */
  name: string;
  /** Makes a name an identifier, whatever characters it has. */
  quote(name: string): string;
  /** What stands for the value at a place, the first is 1. */
  parameter(place: number): string;
  /** The values by which a column may hold one of these codes, be it text or a number. */
  codeValues(codes: string[]): SqlValue[];
  /** @throws {ProductDatabaseError} */
  query(statement: string, values: SqlValue[]): Promise<SqlAnswer>;
  close(): Promise<void>;
}
