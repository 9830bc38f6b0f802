import { rmSync } from 'node:fs';
import { never } from '../../conformance/contents';
import { PlanningWorld, type PlannedJob } from './planning-world';

let world: PlanningWorld;
beforeEach(async () => (world = await PlanningWorld.create()));
afterEach(() => world.close());

const names = (count: number) => Array.from({ length: count }, (_, n) => `p${String(n).padStart(2, '0')}.jpg`);

/** So many photos of one album are in step. */
async function inStep(count: number, album = 'Italy'): Promise<void> {
  world.write(Object.fromEntries(names(count).map((name) => [`${album}/${name}`, `${album} ${name}`])));
  await world.sync();
}

const counts = () => ({ here: Object.keys(world.files()).length, there: world.albums.all().length });

describe('guards', () => {
  test('an album of a handful can be emptied photo by photo', async () => {
    await inStep(5);
    world.remove(...names(4).map((name) => `Italy/${name}`));
    await world.sync();
    expect(counts()).toEqual({ here: 1, there: 1 });
  });

  test.each<[gone: number, of: number, isGuarded: boolean]>([
    [4, 5, false],
    [5, 20, false],
    [5, 19, true],
    [6, 20, true],
  ])('%p of %p gone here', async (gone, of, isGuarded) => {
    await inStep(of);
    world.remove(...names(gone).map((name) => `Italy/${name}`));
    const report = await world.sync();
    const guarded = Object.values(report).filter((words) => words.startsWith('failed'));
    expect(guarded).toHaveLength(isGuarded ? gone : 0);
    expect(counts()).toEqual({ here: of - gone, there: isGuarded ? of : of - gone });
    if (!isGuarded) return;
    expect(new Set(guarded)).toEqual(
      new Set([
        `failed: not deleted: ${gone} of ${of} photos are gone here, more than a quarter; --force deletes them on Flickr`,
      ]),
    );
    await world.sync({ force: true });
    expect(counts()).toEqual({ here: of - gone, there: of - gone });
  });

  test('what has only moved is not gone', async () => {
    await inStep(20);
    world.move('Italy', 'Rome');
    expect(Object.values(await world.sync()).some((words) => words.startsWith('failed'))).toBe(false);
    expect(Object.keys(world.albums.contents())).toContain('Rome/p00.jpg');
    expect(counts()).toEqual({ here: 20, there: 20 });
  });

  test('a service that lost more than a quarter takes nothing with it', async () => {
    await inStep(20);
    for (const photo of world.albums.all().slice(0, 6)) world.albums.takeAway(photo);
    const report = await world.sync();
    expect(Object.values(report).filter((words) => words.startsWith('failed'))).toEqual(
      Array(6).fill(
        'failed: not deleted: 6 of 20 photos are gone on Flickr, more than a quarter; --force deletes them here',
      ),
    );
    expect(counts()).toEqual({ here: 20, there: 14 });
    await world.sync({ force: true });
    expect(counts()).toEqual({ here: 14, there: 14 });
  });

  test('a service without any album takes nothing with it, however little that is', async () => {
    await inStep(2);
    for (const photo of world.albums.all()) world.albums.takeAway(photo);
    expect(Object.values(await world.sync())).toEqual(
      Array(2).fill('failed: not deleted: Flickr shows no album at all; --force deletes them here'),
    );
    expect(counts()).toEqual({ here: 2, there: 0 });
  });

  test('an empty root is refused, however little was in step; with --force it goes on', async () => {
    await inStep(1);
    world.remove('Italy/p00.jpg');
    await expect(world.sync()).rejects.toThrow(
      `${world.root} is empty, though 1 photo was in step. Is its disk mounted? --force goes on.`,
    );
    expect(counts()).toEqual({ here: 0, there: 1 });
    await world.sync({ force: true });
    expect(counts()).toEqual({ here: 0, there: 0 });
  });

  test('an empty root of which nothing is known is filled', async () => {
    world.albums.put('Italy', 'a.jpg', 'a');
    await world.sync();
    expect(counts()).toEqual({ here: 1, there: 1 });
  });

  test('a root that is not there is refused', async () => {
    await inStep(1);
    rmSync(world.root, { recursive: true });
    await expect(world.job().planner.check()).rejects.toThrow(`${world.root} is not there. Is its disk mounted?`);
    await expect(world.sync({ force: true })).rejects.toThrow('is not there');
    expect(world.albums.all()).toHaveLength(1);
  });
});

describe('deletions that wait for approval', () => {
  let job: PlannedJob;

  beforeEach(async () => {
    await inStep(3, 'Italy');
    await inStep(2, 'Spain');
    world.remove('Italy/p00.jpg', 'Spain/p01.jpg');
    world.albums.takeAway(world.albums.find('Italy', 'p01.jpg'));
    job = world.job({ approve: true });
    await job.survey();
    await job.work();
  });

  const approve = (plan: string, { stage = 1, album }: { stage?: number; album?: string } = {}) =>
    job.planner.approve({ half: 'flickr', stage, plan, album }, { signal: never });

  async function waiting(stage = 0) {
    const next = await job.nextStage('flickr', stage);
    if (next.kind !== 'stage' || next.approval === undefined) throw new Error(`it is ${next.kind}`);
    return next.approval;
  }

  test('are none of what the first stage does, and are told the same however often', async () => {
    expect(counts()).toEqual({ here: 3, there: 4 });
    const approval = await waiting();
    expect(approval).toMatchObject({ deletions: 3, albums: 2 });
    expect(approval.plan).toMatch(/^[0-9a-f]{12}$/);
    expect(await waiting()).toEqual(approval);
    expect(await job.plan('flickr', 1)).toEqual([]);
  });

  test('are done when all are approved of', async () => {
    const { plan } = await waiting();
    expect(await approve(plan)).toEqual({ kind: 'approved', deletions: 3 });
    expect(await approve(plan)).toEqual({ kind: 'approved', deletions: 3 });
    await job.work('flickr', 1);
    expect(counts()).toEqual({ here: 2, there: 2 });
    expect(await job.nextStage('flickr', 1)).toEqual({ kind: 'idle' });
  });

  test('are done album by album, and the others wait on', async () => {
    const { plan } = await waiting();
    expect(await approve(plan, { album: 'Spain' })).toEqual({ kind: 'approved', deletions: 1 });
    await job.work('flickr', 1);
    expect(counts()).toEqual({ here: 3, there: 3 });
    const left = await waiting(1);
    expect(left).toMatchObject({ deletions: 2, albums: 1 });
    expect(left.plan).not.toBe(plan);
    expect(await approve(plan, { stage: 2 })).toEqual({
      kind: 'stale',
      reason: 'the plan is another by now: 2 deletions wait',
    });
    await approve(left.plan, { stage: 2, album: 'Italy' });
    await job.work('flickr', 2);
    expect(counts()).toEqual({ here: 2, there: 2 });
    expect(await job.nextStage('flickr', 2)).toEqual({ kind: 'idle' });
  });

  test('an album that nothing waits in is named with those that do', async () => {
    const { plan } = await waiting();
    await expect(approve(plan, { album: 'Rome' })).rejects.toThrow(
      'No deletions wait in the album "Rome". Albums that wait: "Italy", "Spain".',
    );
  });

  test('the listings that are asked for are those of the albums concerned, not of every photo', async () => {
    const { plan } = await waiting();
    const before = world.albums.calls.length;
    await approve(plan, { album: 'Spain' });
    const { albumId } = world.albums.find('Spain', 'p00.jpg');
    expect(world.albums.calls.slice(before)).toEqual([`photos ${albumId}`]);
  });

  const changes: Record<string, () => void> = {
    'a file is back': () => world.write({ 'Italy/p00.jpg': 'back' }),
    'a photo was edited': () => world.albums.edit(world.albums.find('Spain', 'p01.jpg').id, 'edited'),
    'a photo is gone already': () => void world.albums.takeAway(world.albums.find('Spain', 'p01.jpg')),
    'a file was edited': () => world.write({ 'Italy/p01.jpg': 'edited' }),
    'a file is gone already': () => world.remove('Italy/p01.jpg'),
  };

  test.each(Object.keys(changes))('%s: nothing is done, and it is planned anew', async (change) => {
    const { plan } = await waiting();
    changes[change]?.();
    expect(await approve(plan)).toMatchObject({ kind: 'stale' });
    expect(await job.plan('flickr', 1)).toEqual([]);
    await job.survey('flickr', 2);
    await job.work('flickr', 2);
    expect((await waiting(2)).deletions).toBeLessThan(3);
  });

  test('a root that is not mounted approves of nothing', async () => {
    const { plan } = await waiting();
    rmSync(world.root, { recursive: true });
    await expect(approve(plan)).rejects.toThrow('Is its disk mounted?');
    expect(await job.plan('flickr', 1)).toEqual([]);
  });

  test('a dry run shows them', async () => {
    expect(await world.dry({ approve: true })).toMatchObject({
      'flickr/Italy/p00.jpg': 'delete p00.jpg there',
      'flickr/Italy/p01.jpg': 'delete Italy/p01.jpg here',
      'flickr/Spain/p01.jpg': 'delete p01.jpg there',
    });
  });
});
