import { Client } from 'pg';
import { redactUrl } from '../core/redact';
import { quoteIdentifier } from './identifiers';
import { asConnectError, asProductError } from './product-database-error';
import type { SqlConnection } from './sql-connection';

const connectWithinMs = 10_000;

/** Connects to Postgres to read from. @throws {ProductDatabaseError} when nobody answers, or lets us in. */
export async function connectPostgres(url: string): Promise<SqlConnection> {
  const name = redactUrl(url);
  const fail = (error: unknown): never => {
    throw asProductError(error, name);
  };
  const failToConnect = (error: unknown): never => {
    throw asConnectError(error, name);
  };
  const client = clientFor(url, failToConnect);
  // A connection that breaks while nothing is asked would end the process; the next question then says it.
  client.on('error', () => undefined);
  await client.connect().catch(failToConnect);
  await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY').catch(async (error: unknown) => {
    await client.end();
    fail(error);
  });
  return {
    name,
    quote: (part) => quoteIdentifier(part, '"'),
    parameter: (place) => `$${place}`,
    codeValues: (codes) => codes,
    async query(statement, values) {
      const answer = await client
        .query<unknown[]>({ text: statement, values: [...values], rowMode: 'array' })
        .catch(fail);
      return { columns: answer.fields.map((field) => field.name), rows: answer.rows };
    },
    close: () => client.end(),
  };
}

function clientFor(url: string, fail: (error: unknown) => never): Client {
  try {
    return new Client({ connectionString: url, connectionTimeoutMillis: connectWithinMs });
  } catch (error) {
    return fail(error);
  }
}
