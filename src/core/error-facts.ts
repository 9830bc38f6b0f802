/** What is worth knowing of something that was thrown. */
export interface ErrorFacts {
  name: string;
  message: string;
  /** Node's code of a system error: `ENOENT`. */
  code?: string;
  /** The file a system error is about. */
  path?: string;
}

/**
 * Reads an error by its members and never by `instanceof`, which says no to errors of another realm: those of Node's own
 * modules where code runs in a sandbox of its own, as tests do.
 */
export function errorFacts(error: unknown): ErrorFacts {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) };
  const { name, message, code, path } = error as Record<keyof ErrorFacts, unknown>;
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : 'no reason given',
    code: typeof code === 'string' ? code : undefined,
    path: typeof path === 'string' ? path : undefined,
  };
}
