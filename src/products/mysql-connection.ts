import { redactUrl } from '../core/redact';
import { quoteIdentifier } from './identifiers';
import { asConnectError, asProductError } from './product-database-error';
import type { SqlConnection } from './sql-connection';

/** What is used of the package mysql2 (`mysql2/promise`, `createConnection`). */
export interface MysqlDriver {
  createConnection(options: { uri: string; connectTimeout: number; dateStrings: boolean }): Promise<MysqlSession>;
}

interface MysqlSession {
  query(question: { sql: string; values: unknown[]; rowsAsArray: boolean }): Promise<[unknown, unknown]>;
  end(): Promise<void>;
}

const connectWithinMs = 10_000;

/** Connects to MySQL or MariaDB to read from. @throws {ProductDatabaseError} */
export async function connectMysql(url: string, driver: () => MysqlDriver = loadDriver): Promise<SqlConnection> {
  const name = redactUrl(url);
  const fail = (error: unknown): never => {
    throw asProductError(error, name);
  };
  const failToConnect = (error: unknown): never => {
    throw asConnectError(error, name);
  };
  const options = { uri: url, connectTimeout: connectWithinMs, dateStrings: true };
  const session = await driver().createConnection(options).catch(failToConnect);
  const ask = (sql: string, values: unknown[]) => session.query({ sql, values, rowsAsArray: true }).catch(fail);
  await ask('SET SESSION TRANSACTION READ ONLY', []).catch(async (error: unknown) => {
    await session.end();
    throw error;
  });
  return {
    name,
    quote: (part) => quoteIdentifier(part, '`'),
    parameter: () => '?',
    codeValues: (codes) => codes,
    async query(statement, values) {
      const [rows, fields] = await ask(statement, values);
      return { columns: list(fields).map(nameOf), rows: list(rows).map(list) };
    },
    close: () => session.end(),
  };
}

/** Loaded when it is asked for: few need it. */
function loadDriver(): MysqlDriver {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above; an import would load it at start-up
  return require('mysql2/promise') as MysqlDriver;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function nameOf(field: unknown): string {
  return typeof field === 'object' && field !== null && 'name' in field ? String(field.name) : '';
}
