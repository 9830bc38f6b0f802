import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { driveSide, flickrSide, localSide, writePhoto } from '../support/album-sides';
import { ferry, startFerry } from '../support/ferry';
import { SandboxControl } from '../support/sandbox-control';
import { syncSpec } from '../support/sync-spec';
import { until } from '../support/until';
import { createWorld, type WorkerHandle, type World } from '../support/world';

jest.setTimeout(240_000);

let world: World;
let control: SandboxControl;
let worker: WorkerHandle;
let root: string;
let count = 0;
const noToken = { FLICKR_OAUTH_TOKEN: '', FLICKR_OAUTH_TOKEN_SECRET: '', FLICKR_USER_ID: '' };
/** Without a token in it: what a sign-in keeps is used. */
let signedIn: Record<string, string>;

beforeAll(async () => {
  world = await createWorld();
  control = new SandboxControl(world.sandbox);
  signedIn = { ...world.environment, ...noToken };
  worker = await world.startWorker(noToken);
  await signIn();
});
afterAll(() => world.close());
beforeEach(async () => {
  await control.clearFaults();
  root = join(world.dir, `Albums ${(count += 1)}`);
  mkdirSync(root);
});

const baseFolder = (): string => `Base ${count}`;
const run = (...args: string[]) => ferry(args, signedIn, world.dir);
const sync = (...more: string[]) => run('sync', root, '--with', 'both', '--base-folder', baseFolder(), ...more);

async function signIn(): Promise<string> {
  const login = startFerry(['auth', 'login', 'flickr', '--access', 'delete'], signedIn, world.dir);
  await login.untilSaid('say yes');
  const url = /^\s+(https?:\/\/\S+)$/m.exec(login.said())?.[1] ?? '';
  await (await fetch(`${url}&answer=yes`)).text();
  const { exitCode, stderr } = await login.result;
  expect(exitCode).toBe(0);
  return stderr;
}

async function writeAlbums(albums: number, photos: number): Promise<void> {
  for (let album = 0; album < albums; album += 1) {
    for (let photo = 0; photo < photos; photo += 1) {
      await writePhoto(root, `A${count}-${album}/p${photo}.jpg`, `${count} ${album} ${photo}`);
    }
  }
}

/** What Flickr has of this test's albums. */
async function atFlickr(): Promise<Map<string, string>> {
  const side = await flickrSide(control);
  return new Map([...side].filter(([place]) => place.startsWith(`A${count}-`)));
}

test('consent that is taken back in the middle parks one half, the other goes on; a new sign-in brings it to its end', async () => {
  // The albums of earlier tests at Flickr are nothing of this one.
  await writeAlbums(6, 12);
  await control.fault({ service: 'flickr', match: 'POST /services/upload', delayMs: 60 });
  const running = startFerry(
    ['sync', root, '--with', 'both', '--base-folder', baseFolder(), '--upload'],
    signedIn,
    world.dir,
  );
  await until('some at Flickr', async () => (await atFlickr()).size >= 10);
  await control.limits({ service: 'flickr', revokeConsent: true });
  const { exitCode, stderr } = await running.result;
  expect(exitCode).toBe(4);
  const job = /(sync\/\S+) is started/.exec(stderr)?.[1] ?? '';
  expect(stderr).toMatch(/Flickr is parked: .*ferry auth login flickr/);
  expect(stderr).toContain(`ferry jobs resume ${job}`);
  expect((await driveSide(control, baseFolder())).size).toBe(72);
  expect((await atFlickr()).size).toBeLessThan(72);
  expect((await run('jobs', 'show', job)).stdout).toContain(`${job}: parked`);

  expect(await signIn()).toContain('Signed in to flickr');
  expect(await run('jobs', 'resume', job)).toMatchObject({ exitCode: 0 });
  expect(await world.jobs.untilOver(job)).toMatchObject({ state: 'done' });
  expect(await world.state.outcomes.tally(job)).toMatchObject({ failed: 0 });
  expect(await atFlickr()).toEqual(localSide(root, ''));
  expect(await driveSide(control, baseFolder())).toEqual(localSide(root, ''));
});

test('tokens of Drive that die in the middle are renewed, and fail nothing', async () => {
  await writeAlbums(3, 8);
  await control.limits({ service: 'google-drive', tokenCalls: 10 });
  const { exitCode } = await sync('--upload');
  await control.limits({ service: 'google-drive', tokenCalls: null });
  expect(exitCode).toBe(0);
  expect(await driveSide(control, baseFolder())).toEqual(localSide(root, ''));
});

test('an hour of Flickr that is used up holds Flickr, and Drive is through meanwhile', async () => {
  await writeAlbums(2, 10);
  await control.limits({ service: 'flickr', callsLeft: 12, resetAt: new Date(Date.now() + 8000).toISOString() });
  const { job } = await world.jobs.start(syncSpec(root, { upload: true, baseFolder: baseFolder() }), 'test');
  await until('Flickr waits and Drive is through', async () => {
    const progress = await world.jobs.progress(job.id);
    const drive = progress?.halves?.find(({ half }) => half === 'google-drive');
    const isLimited = progress?.closedGates.some(({ quota }) => quota.startsWith('flickr:'));
    return isLimited === true && drive?.state === 'idle';
  });
  await control.limits({ service: 'flickr', callsPerHour: 3600, callsLeft: 3600 });
  expect(await world.jobs.untilOver(job.id)).toMatchObject({ state: 'done' });
  expect(await atFlickr()).toEqual(localSide(root, ''));
});

test('--max holds for each service, and what is beyond comes the next time', async () => {
  await writeAlbums(2, 4);
  const first = await sync('--upload', '--max', '3');
  expect(first.exitCode).toBe(0);
  expect((await atFlickr()).size).toBe(3);
  expect((await driveSide(control, baseFolder())).size).toBe(3);
  expect(await sync('--upload')).toMatchObject({ exitCode: 0 });
  expect((await atFlickr()).size).toBe(8);
  expect((await driveSide(control, baseFolder())).size).toBe(8);
});

test('what cannot be kept in step is said, and the rest is', async () => {
  const [twins, quoted, plain] = [`A${count}-twins`, `A${count}-"it's" ü 🌊`, `A${count}-plain`];
  await control.seed('flickr', {
    photos: [
      { title: 'same', albums: [twins] },
      { title: 'same', albums: [twins] },
      { title: 'other', albums: [twins] },
    ],
  });
  await writePhoto(root, `${quoted}/${'ä'.repeat(100)}.jpg`, `${count} long`);
  await writePhoto(root, `${quoted}/"quoted" & <odd>.jpg`, `${count} odd`);
  await writePhoto(root, `${plain}/good.jpg`, `${count} good`);
  writeFileSync(join(root, plain, 'text.jpg'), 'this is no photo');
  writeFileSync(join(root, plain, 'empty.jpg'), '');
  for (const folder of ['x', 'y']) await writePhoto(root, `A${count}-fed/_${folder}/twice.jpg`, `${count} ${folder}`);
  const { exitCode, stderr } = await run('sync', root, '--with', 'flickr');
  expect(exitCode).toBe(3);
  const job = /(sync\/\S+) is started/.exec(stderr)?.[1] ?? '';
  const failures = (await run('jobs', 'failures', job)).stdout;
  expect(failures).toMatch(/twins.*same\.jpg.*Two photos|same\.jpg.*(twice|two)/i);
  expect(failures).toContain('text.jpg');
  expect(failures).toContain('empty.jpg');
  expect(failures).toMatch(/"twice\.jpg" is twice in the album/);
  const there = await atFlickr();
  expect([...there.keys()].filter((place) => !place.startsWith(twins)).sort()).toEqual(
    [`${plain}/good.jpg`, `${quoted}/"quoted" & <odd>.jpg`, `${quoted}/${'ä'.repeat(100)}.jpg`].sort(),
  );
  expect(localSide(root, '').has(`${twins}/other.jpg`)).toBe(true);
  expect(localSide(root, '').has(`${twins}/same.jpg`)).toBe(false);
});

test('a job whose execution a power cut took goes on from the state database, and does nothing twice', async () => {
  await writeAlbums(3, 20);
  const { job } = await world.jobs.start(syncSpec(root, { upload: true, baseFolder: baseFolder() }), 'test');
  await until('some at Flickr', async () => (await atFlickr()).size >= 15);
  await worker.kill();
  await world.temporal.kill();
  for (const file of readdirSync(join(world.dir, 'temporal')))
    rmSync(join(world.dir, 'temporal', file), { recursive: true });
  await world.temporal.start();
  worker = await world.startWorker(noToken);
  expect(await world.jobs.restartLost()).toEqual([job.id]);
  expect(await world.jobs.untilOver(job.id)).toMatchObject({ state: 'done' });
  // Albums of tests before this one have their troubles still.
  expect((await run('jobs', 'failures', job.id)).stdout).not.toContain(`A${count}-`);
  expect(await atFlickr()).toEqual(localSide(root, ''));
  expect(await driveSide(control, baseFolder())).toEqual(localSide(root, ''));
});
