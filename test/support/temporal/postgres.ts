import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { endWithUs } from '../../../src/embedded/end-with-us';
import { freePort } from '../../../src/embedded/free-port';

const run = promisify(execFile);
const debianFolder = '/usr/lib/postgresql';
const readyWithinMs = 30_000;

/** A Postgres server of one's own. */
export interface PostgresServer {
  /** The `DATABASE_URL` of an empty database. */
  url: string;
  /** Makes another empty database and gives its `DATABASE_URL`. */
  createDatabase(name: string): Promise<string>;
  /** Ends the server and takes its data away. */
  stop(): Promise<void>;
}

/** Whether this machine has a Postgres server: `(hasPostgres() ? describe : describe.skip)('on Postgres', ...)`. */
export function hasPostgres(): boolean {
  return findPostgres() !== undefined;
}

/**
 * Starts a Postgres server on a free port of 127.0.0.1, with its data in a temporary folder; `undefined` when this machine
 * has none. As root it runs as `postgres` or `nobody`: Postgres refuses root.
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const bin = findPostgres();
  if (bin === undefined) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'ferry-postgres-'));
  const user = otherUser();
  if (user !== undefined) await chown(dir, user.uid, user.gid);
  await chmod(dir, 0o700);
  const data = join(dir, 'data');
  const options = { ...user, cwd: dir };
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'ferry', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'], options);
  const port = await freePort();
  const settings = { fsync: 'off', listen_addresses: '127.0.0.1', port, unix_socket_directories: dir };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...options, stdio: 'ignore' });
  endWithUs(server);
  const urlOf = (database: string): string => `postgres://ferry@127.0.0.1:${port}/${database}`;
  await untilReady(urlOf('postgres'), server);

  async function createDatabase(name: string): Promise<string> {
    await query(urlOf('postgres'), `CREATE DATABASE "${name}"`);
    return urlOf(name);
  }
  async function stop(): Promise<void> {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT'); // Fast shutdown: clients are cut off.
      await ended;
    }
    await rm(dir, { recursive: true, force: true });
  }
  return { url: await createDatabase('ferry'), createDatabase, stop };
}

/** The folder of the newest Postgres that Debian has installed. */
function findPostgres(): string | undefined {
  if (!existsSync(debianFolder)) return undefined;
  const versions = readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(debianFolder, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

function otherUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs;
  for (;;) {
    try {
      return await query(url, 'SELECT 1');
    } catch (error) {
      if (server.exitCode !== null || Date.now() > giveUpAt) throw error;
      await sleep(50);
    }
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
