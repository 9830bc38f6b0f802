import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flickrSide, localSide, writePhoto } from '../support/album-sides';
import { ferry, startFerry } from '../support/ferry';
import { remoteAlbums } from '../support/remote-albums';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { createWorld, type World, type WorkerHandle } from '../support/world';

jest.setTimeout(180_000);

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;
let root: string;
let count = 0;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  worker = await world.startWorker();
});
afterAll(() => world.close());
beforeEach(async () => {
  await control.reset();
  root = join(world.dir, `Pictures ${(count += 1)}`);
  mkdirSync(root);
});

const run = (args: string[], environment: Record<string, string> = world.environment) =>
  ferry(args, environment, world.dir);
const sync = (...more: string[]) => run(['sync', root, '--with', 'flickr', ...more]);

/** Two albums of this test's own in step with Flickr. */
async function inStep(): Promise<{ sea: string; hill: string }> {
  const [sea, hill] = [`Sea ${count}`, `Hill ${count}`];
  for (const path of [`${sea}/a.jpg`, `${sea}/b.jpg`, `${sea}/c.jpg`, `${hill}/a.jpg`, `${hill}/d.jpg`]) {
    await writePhoto(root, path, `${count} ${path}`);
  }
  expect(await sync()).toMatchObject({ exitCode: 0 });
  expect((await flickrSide(control)).size).toBe(5);
  return { sea, hill };
}

function jobIn(stderr: string): string {
  return /(sync\/\S+) is started/.exec(stderr)?.[1] ?? '';
}

test('deletions wait for approval, are shown, and are approved album by album, by command and over HTTP', async () => {
  const { sea, hill } = await inStep();
  for (const path of [`${sea}/a.jpg`, `${sea}/b.jpg`, `${hill}/d.jpg`]) unlinkSync(join(root, path));
  const dry = await sync('--delete', '--approve', '--dry-run');
  expect(dry.stdout).toContain(`${sea}/a.jpg`);
  expect((await flickrSide(control)).size).toBe(5);

  const waiting = await sync('--delete', '--approve');
  expect(waiting.exitCode).toBe(10);
  const job = jobIn(waiting.stderr);
  expect(waiting.stderr).toContain(`3 deletions wait for approval. See them, and approve: ferry jobs approve ${job}`);
  expect((await run(['jobs', 'show', job])).stdout).toContain(`${job}: waiting`);
  // Starting it again attaches, and waits too.
  expect(await sync('--delete', '--approve')).toMatchObject({ exitCode: 10 });

  // Server and worker die and come back: it waits still.
  await worker.kill();
  await world.temporal.kill();
  await world.temporal.start();
  worker = await world.startWorker();

  const unknown = await run(['jobs', 'approve', job, '--album', 'Nowhere', '--yes']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain(sea);
  const nobody = await run(['jobs', 'approve', job]);
  expect(nobody).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') as string });
  expect(nobody.stdout).toContain(`${sea}/a.jpg`);
  expect((await flickrSide(control)).size).toBe(5);

  const approve = (request: { half?: string; plan?: string }) => world.jobs.approve(job, { who: 'test', ...request });
  await expect(approve({ plan: 'another' })).rejects.toThrow('The plan is another by now');
  await expect(approve({ half: 'google-drive' })).rejects.toThrow('Nothing of this job waits for approval');

  const one = await run(['jobs', 'approve', job, '--album', hill, '--yes']);
  expect(one).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('1 deletion approved') as string });
  await until('one deletion', async () => (await flickrSide(control)).size === 4);

  const serving = startFerry(
    ['serve', '--port', '0'],
    { ...world.environment, FERRY_API_TOKEN: 'token-of-this-test' },
    world.dir,
  );
  const ready = await until('the address', async () => /\{"ready".*\}/.exec(serving.said())?.[0]);
  const { url } = JSON.parse(ready) as { url: string };
  const headers = { authorization: 'Bearer token-of-this-test', 'content-type': 'application/json' };
  const listed = (await (await fetch(`${url}/jobs/${job}/deletions`, { headers })).json()) as {
    deletions: { album: string; plan: string }[];
  };
  expect(listed.deletions.map(({ album }) => album)).toEqual([sea, sea]);
  const { plan } = listed.deletions[0] ?? {};
  const approved = await fetch(`${url}/jobs/${job}/approve`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ plan }),
  });
  expect(await approved.json()).toEqual({ job, answer: 'Flickr: 2 deletions approved.' });
  serving.process.kill('SIGINT');
  await serving.result;
  await until('it is done', async () => (await world.state.jobs.get(job))?.state === 'done');
  expect(await flickrSide(control)).toEqual(localSide(root, 'none'));
  const journal = await run(['jobs', 'deletions', job]);
  expect(journal.stdout.trim().split('\n')).toHaveLength(3);
  expect(journal.stdout).toContain(`${sea}/a.jpg`);
});

test('a plan that does not match any more is refused and made anew', async () => {
  const { sea } = await inStep();
  const kept = readFileSync(join(root, sea, 'a.jpg'));
  for (const name of ['a.jpg', 'b.jpg']) unlinkSync(join(root, sea, name));
  const waiting = await sync('--delete', '--approve');
  const job = jobIn(waiting.stderr);
  // Somebody puts one back while the job waits.
  writeFileSync(join(root, sea, 'a.jpg'), kept);
  const refused = await run(['jobs', 'approve', job, '--yes']);
  expect(refused.stderr).toContain('nothing is deleted');
  expect((await flickrSide(control)).size).toBe(5);
  const again = await until('it waits again', async () => {
    const progress = await world.jobs.progress(job);
    return progress?.halves?.[0]?.approval;
  });
  expect(again.deletions).toBe(1);
  expect(await run(['jobs', 'approve', job, '--yes'])).toMatchObject({ exitCode: 0 });
  await until('it is done', async () => (await world.state.jobs.get(job))?.state === 'done');
  expect(await flickrSide(control)).toEqual(localSide(root, 'none'));
});

test('what goes here goes to the trash of the folder, and the journal says how it comes back', async () => {
  const { sea } = await inStep();
  await remoteAlbums(world, 'flickr').delete(sea, 'b.jpg');
  const over = await sync('--delete');
  expect(over.exitCode).toBe(0);
  expect(existsSync(join(root, sea, 'b.jpg'))).toBe(false);
  const journal = await run(['jobs', 'deletions', jobIn(over.stderr), '--json']);
  const { restore } = JSON.parse(journal.stdout) as { restore: string };
  expect(restore).toMatch(/^mv /);
  execFileSync('sh', ['-c', restore]);
  expect(readdirSync(join(root, sea)).sort()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  // It is back, and so it is brought to Flickr again.
  expect(await sync()).toMatchObject({ exitCode: 0 });
  expect(await flickrSide(control)).toEqual(localSide(root, 'none'));
});

test('an empty folder, or one that lost too much, empties nothing', async () => {
  await inStep();
  rmSync(root, { recursive: true });
  expect(await sync('--delete')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(root) as string });
  mkdirSync(root);
  const empty = await sync('--delete');
  expect(empty.exitCode).toBe(1);
  expect(empty.stderr).toMatch(/is empty, though 5 photos were in step/);
  expect((await flickrSide(control)).size).toBe(5);
  expect(readdirSync(root)).toEqual([]);
  // With --force what is gone is gone.
  expect(await sync('--delete', '--force')).toMatchObject({ exitCode: 0 });
  expect((await flickrSide(control)).size).toBe(0);
});
