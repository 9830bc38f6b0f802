import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureTemporal } from '../src/embedded/ensure-temporal';
import { loadSettings } from '../src/settings';
import { makeTree, type Tree } from './demo/make-tree';
import { runFerry, startSandboxProgram, startWorkerProgram, stop } from './demo/programs';

const top = existsSync(join(__dirname, '..', 'package.json')) ? join(__dirname, '..') : join(__dirname, '..', '..');
const ferry = join(top, 'bin', 'ferry.js');
const workerEntry = join(top, 'dist', 'src', 'worker.js');
const sandboxEntry = join(top, 'dist', 'sandbox', 'main.js');
const home = join(top, '.ferry', 'demo');
const photos = join(home, 'photos');

/** The Admin API of the demo's account is used up for so long: enough to see the wait, short enough to sit through. */
const limitMs = 20_000;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function step(title: string): void {
  say(`\n=== ${title}`);
}

interface StoredState {
  assets: { public_id: string; etag: string; resource_type: string }[];
}

/** A whole job against the sandbox: a limit, a killed worker, and a report that is right all the same. */
async function main(): Promise<void> {
  const cleanUp: (() => Promise<unknown>)[] = [];
  try {
    await run(cleanUp);
  } finally {
    for (const end of cleanUp.reverse()) await end();
  }
}

async function run(cleanUp: (() => Promise<unknown>)[]): Promise<void> {
  const settings = loadSettings();
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });

  step('1. A folder of photographs, as people have them');
  const tree = await makeTree(join(top, 'examples', 'photos'), photos);
  say(`${tree.files} files in ${photos}: six public domain photographs in many sizes and formats,`);
  say('two that want the same name, an empty file, a text file and a corrupt image.');

  step('2. A pretended Cloudinary, a Temporal server and a worker, all on this machine');
  const sandbox = await startSandboxProgram(sandboxEntry, settings.environment);
  cleanUp.push(() => sandbox.stop());
  say(`Sandbox: ${sandbox.url} answers as Cloudinary does. No account is needed.`);
  const server = await ensureTemporal({
    stateDir: join(home, 'temporal'),
    cli: { cliPath: settings.temporal.cliPath, path: settings.path, cacheDir: settings.cacheDir },
    say,
  });
  cleanUp.push(() => server.release({ untilStopped: true }));
  const environment = {
    ...settings.environment,
    ...sandbox.environment,
    FERRY_HOME: home,
    TEMPORAL_ADDRESS: server.address,
  };
  const logFile = join(home, 'worker.log');
  let worker = await startWorkerProgram(workerEntry, environment, logFile);
  cleanUp.push(() => stop(worker));
  say(`Worker: process ${worker.pid ?? '?'}.`);

  step('3. ferry upload, while the account is short of API calls');
  await limitAdminApi(sandbox.url);
  say(
    `The sandbox now refuses Cloudinary's Admin API for ${limitMs / 1000} seconds, as an account does whose hourly quota is`,
  );
  say('used up. ferry waits for it on one timer; uploads draw on another quota and go on.\n');
  const upload = runFerry(ferry, ['upload', photos, '--folder', 'demo', '--concurrency', '6'], environment);
  const half = Math.floor(tree.images / 2);
  await untilStored(sandbox.url, half, upload);

  step(`4. The worker is killed in the middle (SIGKILL, after ${half} of ${tree.images} uploads)`);
  await stop(worker, 'SIGKILL');
  const before = await storedAssets(sandbox.url);
  say(
    `It is dead. ${before.length} photographs are there, and nothing moves. Temporal keeps the job. Starting another worker ...`,
  );
  await sleep(2000);
  worker = await startWorkerProgram(workerEntry, environment, logFile);
  say(
    `Worker: process ${worker.pid ?? '?'}. The job goes on by itself; what the dead one had in hand is taken up within 15 seconds.\n`,
  );
  const { exitCode, data: report } = await upload;

  step('5. What came of it');
  const summary = await runFerry(ferry, ['jobs', 'report', 'upload/photos-1', '--format', 'summary'], environment);
  say(summary.data);
  say(`\nThe report, ${report}:`);
  say((await readFile(report, 'utf8')).split('\n').slice(0, 4).join('\n'));
  await verify(sandbox.url, tree, report, exitCode);
  say(`\nWhile it ran, the Temporal Web UI showed all of this at ${server.uiUrl ?? '?'}.`);
  say(`Look at it again:  FERRY_HOME=${home} npx ferry up`);
}

async function limitAdminApi(url: string): Promise<void> {
  const body = { service: 'cloudinary', adminRemaining: 1, resetAt: new Date(Date.now() + limitMs).toISOString() };
  const answer = await fetch(`${url}/__limits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The sandbox refused the limit: ${await answer.text()}`);
}

async function storedAssets(url: string): Promise<StoredState['assets']> {
  const answer = await fetch(`${url}/__state/cloudinary`);
  return ((await answer.json()) as StoredState).assets;
}

/** Waits until so many photographs are stored. @throws when the upload ends before. */
async function untilStored(url: string, count: number, upload: Promise<{ exitCode: number }>): Promise<void> {
  let ended: number | undefined;
  void upload.then(({ exitCode }) => (ended = exitCode));
  while ((await storedAssets(url)).length < count) {
    if (ended !== undefined) throw new Error(`ferry upload ended with ${ended} before half of the work was done.`);
    await sleep(50);
  }
}

/** Holds the result against the folder. @throws with what is not as promised. */
async function verify(url: string, tree: Tree, report: string, exitCode: number): Promise<void> {
  const stored = await storedAssets(url);
  const names = new Set(stored.map((asset) => `${asset.resource_type}/${asset.public_id}`));
  const rows = (await readFile(report, 'utf8')).trim().split('\n').length - 1;
  const faults = [
    ...(stored.length === tree.images ? [] : [`${stored.length} photographs are stored, not ${tree.images}`]),
    ...(names.size === stored.length ? [] : ['a name is there twice']),
    ...(rows === tree.files ? [] : [`the report has ${rows} rows for ${tree.files} files`]),
    ...(exitCode === 3 ? [] : [`ferry ended with ${exitCode}, not with 3 (done, with failed items)`]),
  ];
  if (faults.length > 0) throw new Error(`Not as promised: ${faults.join('; ')}.`);
  say(
    `\nChecked: ${tree.images} photographs, each stored once. ${rows} files, each in the report once. The corrupt one failed,`,
  );
  say('the empty one and the text were skipped, each with its reason.');
}

main().catch((error: unknown) => {
  say(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
