/** Temporal could not be started or reached: another try, or another setting, may help. A command ends with 5. */
export class EmbeddedServerError extends Error {
  readonly exitCode = 5;

  constructor(message: string) {
    super(message);
    this.name = 'EmbeddedServerError';
  }
}
