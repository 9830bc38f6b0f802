/** A mapping that cannot be used, with everything that is wrong with it, a sentence or two for each fault. */
export class MappingError extends Error {
  override readonly name = 'MappingError';

  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}
