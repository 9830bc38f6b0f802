import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf } from '../../src/embedded/process-identity';
import { startWorkerProcess } from '../../src/embedded/worker-process';

const compiled = resolve(__dirname, '..', '..', 'dist', 'src', 'embedded');
let dir: string;
let said: string[];
const say = (line: string): void => void said.push(line);
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ferry-worker-'));
  said = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Writes a worker that does this, with `tellParent` and `exitWithParent` at hand. */
function worker(body: string): string {
  const entry = join(dir, 'worker.js');
  const imports = `const { tellParent, exitWithParent } = require(${JSON.stringify(join(compiled, 'parent-process.js'))});`;
  writeFileSync(entry, `${imports}\n${body}\n`);
  return entry;
}

const wellBehaved = `
exitWithParent(() => process.exit(0));
process.once('SIGTERM', () => { console.log('asked to end'); process.exit(0); });
setInterval(() => undefined, 1000);
void tellParent({ ready: true });`;

async function eventually(isTrue: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  while (!isTrue()) {
    if (Date.now() > giveUpAt) throw new Error(`it is not so in time: ${String(isTrue)}; said: ${said.join(' / ')}`);
    await sleep(20);
  }
}

test('it is there when it is ready, gets its settings, and ends when asked to', async () => {
  const logFile = join(dir, 'worker.log');
  const entry = worker(`console.log('greeting', process.env.GREETING);${wellBehaved}`);
  const running = await startWorkerProcess({ entry, env: { GREETING: 'hello' }, cwd: dir, logFile, say });
  expect(readFileSync(logFile, 'utf8')).toContain('greeting hello');
  const { pid = 0 } = running;
  await running.stop();
  expect(identityOf(pid)).toBeUndefined();
  expect(readFileSync(logFile, 'utf8')).toContain('asked to end');
  expect(said).toEqual([]);
});

test('one that does not listen is ended by force', async () => {
  const entry = worker(`process.on('SIGTERM', () => undefined);${wellBehaved.replace(/process\.once.*/, '')}`);
  const running = await startWorkerProcess({ entry, env: {}, cwd: dir, graceMs: 200, say });
  await running.stop();
  expect(identityOf(running.pid ?? 0)).toBeUndefined();
});

test('one that crashes is started again, and that is said', async () => {
  const running = await startWorkerProcess({ entry: worker(wellBehaved), env: {}, cwd: dir, say });
  const { pid = 0 } = running;
  process.kill(pid, 'SIGKILL');
  await eventually(() => said.includes('The worker is back.'));
  expect(said[0]).toBe('The worker ended (SIGKILL). Starting another in 0.5 s ...');
  expect(running.pid).not.toBe(pid);
  await running.stop();
});

test('one that cannot work says why, with an exit code', async () => {
  const entry = worker(`void tellParent({ failed: 'No credentials.', exitCode: 4 }).then(() => process.exit(4));`);
  const refused = startWorkerProcess({ entry, env: {}, cwd: dir, say });
  await expect(refused).rejects.toMatchObject({ message: 'No credentials.', exitCode: 4 });
});

test('one that dies before it is ready is told of with its log', async () => {
  const logFile = join(dir, 'worker.log');
  const refused = startWorkerProcess({ entry: worker('process.exit(7);'), env: {}, cwd: dir, logFile, say });
  await expect(refused).rejects.toThrow(`The worker ended before it was ready (exit code 7; see ${logFile}).`);
});

test('it ends by itself when its parent is killed by SIGKILL', async () => {
  const pidFile = join(dir, 'pid');
  const entry = worker(
    `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));${wellBehaved}`,
  );
  const parentProgram = `
    const { startWorkerProcess } = require(${JSON.stringify(join(compiled, 'worker-process.js'))});
    startWorkerProcess({ entry: ${JSON.stringify(entry)}, env: {}, cwd: '/', say() {} }).then(() => console.log('ready'));`;
  const parent = spawn(process.execPath, ['-e', parentProgram], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done) => parent.stdout.once('data', done));
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(identityOf(pid)).toBeDefined();
  parent.kill('SIGKILL');
  await eventually(() => identityOf(pid) === undefined);
});

test('a worker that nobody watches runs on: it is its own master', () => {
  const entry = worker('exitWithParent(() => process.exit(9)); setTimeout(() => process.exit(0), 100);');
  expect(spawnSync(process.execPath, [entry]).status).toBe(0);
});
