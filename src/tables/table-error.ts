/** A table cannot be read or written as asked; the words name the file and the next step. A command ends with 2. */
export class TableError extends Error {
  readonly exitCode = 2;

  constructor(message: string) {
    super(message);
    this.name = 'TableError';
  }
}
