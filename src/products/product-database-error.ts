import { errorFacts } from '../core/error-facts';

/** A product database cannot be opened, reached or asked. It never means that a product is not there. */
export class ProductDatabaseError extends Error {
  override readonly name = 'ProductDatabaseError';
}

/** What a driver threw, in words that name the database and hold no secret. */
export function asProductError(error: unknown, name: string): ProductDatabaseError {
  if (error instanceof ProductDatabaseError) return error;
  return new ProductDatabaseError(`The product database ${name} cannot be asked: ${reasonOf(error)}.`);
}

/** The same for a server that does not let itself be connected to. */
export function asConnectError(error: unknown, name: string): ProductDatabaseError {
  return new ProductDatabaseError(
    `The product database ${name} cannot be reached: ${reasonOf(error)}. Check address, user and password in --database or EAN_DATABASE_URL.`,
  );
}

/** Of a host with several addresses the error itself says nothing, those it holds do. */
function reasonOf(error: unknown): string {
  const { message, code } = errorFacts(error);
  if (message !== '') return message.replace(/\.$/, '');
  const { errors } = error as { errors?: unknown };
  return Array.isArray(errors) ? errors.map(reasonOf).join(', ') : (code ?? 'no reason given');
}
