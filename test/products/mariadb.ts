import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { endWithUs } from '../../src/embedded/end-with-us';
import { freePort } from '../../src/embedded/free-port';

const run = promisify(execFile);
const program = '/usr/sbin/mariadbd';
const installer = '/usr/bin/mariadb-install-db';
const readyWithinMs = 60_000;

/** A MariaDB server of one's own. */
export interface MariadbServer {
  /** `mysql://...` of an empty database. */
  url: string;
  /** Runs statements as the owner of the database; `"name"` quotes a name in them, as in other databases. */
  run(statements: string): Promise<void>;
  /** Ends the server and takes its data away. */
  stop(): Promise<void>;
}

/** Whether this machine has a MariaDB server: `(hasMariadb() ? describe : describe.skip)('on MariaDB', ...)`. */
export function hasMariadb(): boolean {
  return existsSync(program) && existsSync(installer);
}

/**
 * Starts a MariaDB server on a free port of 127.0.0.1, with its data in a temporary folder; `undefined` when this machine
 * has none. As root it runs as another user: as `root` it would refuse.
 */
export async function startMariadb(): Promise<MariadbServer | undefined> {
  if (!hasMariadb()) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'ferry-mariadb-'));
  const user = otherUser();
  if (user !== undefined) await chown(dir, user.uid, user.gid);
  await chmod(dir, 0o700);
  const options = { uid: user?.uid, gid: user?.gid, cwd: dir };
  const data = `--datadir=${join(dir, 'data')}`;
  const name = user?.name ?? userInfo().username;
  await run(installer, ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db'], options);
  const port = await freePort();
  const flags = [
    ...['--no-defaults', data, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(dir, 'socket')}`],
    ...[`--pid-file=${join(dir, 'pid')}`, '--skip-log-bin', '--innodb-flush-log-at-trx-commit=0'],
    ...['--skip-name-resolve', '--innodb-buffer-pool-size=16M', `--user=${name}`],
  ];
  const server = spawn(program, flags, { ...options, stdio: 'ignore' });
  endWithUs(server);
  const urlOf = (database: string): string => `mysql://root@127.0.0.1:${port}/${database}`;
  await untilReady(urlOf(''), server);
  await ask(urlOf(''), 'CREATE DATABASE shop CHARACTER SET utf8mb4');

  async function stop(): Promise<void> {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM');
      await ended;
    }
    await rm(dir, { recursive: true, force: true });
  }
  return { url: urlOf('shop'), run: (statements) => ask(urlOf('shop'), statements), stop };
}

/** Whom the server runs as where we are root. */
function otherUser(): { name: string; uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = users.find(([name]) => name === 'mysql') ?? users.find(([name]) => name === 'nobody');
  const [name = 'nobody', , uid = '65534', gid = '65534'] = found ?? [];
  return { name, uid: Number(uid), gid: Number(gid) };
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs;
  for (;;) {
    try {
      return await ask(url, 'SELECT 1');
    } catch (error) {
      if (server.exitCode !== null || Date.now() > giveUpAt) throw error;
      await sleep(50);
    }
  }
}

async function ask(url: string, statements: string): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true });
  try {
    await connection.query(`SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'); ${statements}`);
  } finally {
    await connection.end();
  }
}
