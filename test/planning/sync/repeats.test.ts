import type { PlannedItem } from '../../../src/state/outcomes';
import { FakeAlbums } from './fake-albums';
import { PlanningWorld, type PlannedJob } from './planning-world';

let world: PlanningWorld;
beforeEach(async () => {
  world = await PlanningWorld.create();
  for (let n = 0; n < 12; n += 1) world.write({ [`Album ${n % 3}/p${n}.jpg`]: `content ${n}` });
  await world.sync();
  world.write({
    'Album 0/p0.jpg': 'edited',
    'Album 0/new.jpg': 'new',
    'New/_x/twice.jpg': '1',
    'New/_y/twice.jpg': '2',
  });
  world.move('Album 1/p1.jpg', 'Album 2/moved.jpg');
  world.remove('Album 1/p4.jpg');
  world.albums.put('Other', 'o.jpg', 'o');
  world.albums.put('Album 2', 'moved.jpg', 'in its way');
  world.albums.edit(world.albums.find('Album 0', 'p3.jpg').id, 'edited there');
  world.albums.takeAway(world.albums.find('Album 2', 'p8.jpg'));
  world.albums.putAlbum('Twin', { 'a.jpg': 'a' });
  world.albums.putAlbum('Twin', { 'b.jpg': 'b' });
});
afterEach(() => world.close());

class Killed extends Error {}

/** What is planned, without the ids of the job. */
async function planned(job: PlannedJob): Promise<PlannedItem[]> {
  return [...(await job.plan('flickr', 0)), ...(await job.plan('flickr', 1))];
}

test('a survey that is killed at any page, once or twice, gives the same plan', async () => {
  const whole = world.job();
  const cursors: (string | undefined)[] = [];
  await whole.survey('flickr', 0, (cursor) => cursors.push(cursor));
  const plan = await planned(whole);
  expect(plan.filter(({ status }) => status === 'planned').length).toBeGreaterThan(6);
  expect(cursors.length).toBeGreaterThan(5);

  // The answer of a page is lost, so it is done again; or all is begun again.
  const again = world.job();
  let cursor: string | undefined;
  for (let n = 0; n < cursors.length; n += 1) {
    const request = { half: 'flickr', stage: 0, cursor };
    await again.planner.listInventory(request, { signal: new AbortController().signal });
    cursor = (await again.planner.listInventory(request, { signal: new AbortController().signal })).cursor;
  }
  expect(cursor).toBeUndefined();
  expect(await planned(again)).toEqual(plan);

  const killed = world.job();
  for (let at = 0; at < cursors.length; at += 1) {
    let pages = 0;
    const dies = (): void => {
      if (pages === at) throw new Killed();
      pages += 1;
    };
    await expect(killed.survey('flickr', 0, dies)).rejects.toThrow(Killed);
  }
  await killed.survey();
  expect(await planned(killed)).toEqual(plan);
});

test('a survey that is cancelled ends soon, and writes down no plan', async () => {
  const job = world.job();
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await expect(job.planner.listInventory({ half: 'flickr' }, { signal: stop.signal })).rejects.toThrow('enough');
  expect(await job.plan()).toEqual([]);
});

test('a page of a folder is planned once: what the job has is not told again', async () => {
  const job = world.job();
  await job.survey();
  const first = await job.plan();
  await world.state.outcomes.plan(job.id, first, { plannedBy: 'test', pass: 0 });
  expect(first.length).toBeGreaterThan(10);
  expect(await job.plan()).toEqual([]);
});

test('what is in step is written down when the stage is through, once, and not before', async () => {
  world.write({ 'Same/a.jpg': 'a' });
  world.albums.put('Same', 'a.jpg', 'a');
  const base = () => world.state.syncBase.ofFile(world.pair, 'Same/a.jpg');
  const job = world.job();
  await job.survey();
  await job.plan();
  expect(await base()).toBeUndefined();
  await job.nextStage();
  const noted = await base();
  expect(noted).toMatchObject({ title: 'Same', remoteName: 'a.jpg' });
  await world.state.syncBase.record(world.pair, { ...noted!, remoteFingerprint: 'later' });
  await job.nextStage();
  expect((await base())?.remoteFingerprint).toBe('later');
});

test('a dry run notes nothing, however it ends, and plans what the job then does', async () => {
  world.write({ 'Same/a.jpg': 'a' });
  world.albums.put('Same', 'a.jpg', 'a');
  const begin = jest.spyOn(world.state.syncSurveys, 'begin');
  const dry = await world.dry();
  const [of] = begin.mock.calls[0] ?? [];
  expect(await world.state.syncBase.ofFile(world.pair, 'Same/a.jpg')).toBeUndefined();
  expect(await world.state.syncSurveys.find(of!)).toBeUndefined();
  const report = await world.sync();
  expect(Object.keys(report)).toEqual(expect.arrayContaining(Object.keys(dry)));
  jest.spyOn(world.albums, 'albums').mockRejectedValue(new Error('it is down'));
  await expect(world.dry()).rejects.toThrow('it is down');
  expect(await world.state.syncSurveys.find(begin.mock.calls.at(-1)![0])).toBeUndefined();
});

test('what a job holds for planning is given up with it', async () => {
  const job = world.job();
  await job.run();
  await job.planner.forget();
  expect(await job.plan()).toEqual([]);
  expect(await world.state.syncSurveys.find({ jobId: job.id, half: 'flickr' })).toBeUndefined();
});

test('a service that refuses stops its own survey, and not what the job looks at first', async () => {
  const both = await PlanningWorld.create({
    flickr: new FakeAlbums('Flickr'),
    'google-drive': new FakeAlbums('Drive'),
  });
  try {
    delete both.services.flickr;
    const services = [
      { provider: 'flickr', root: '' },
      { provider: 'google-drive', root: '' },
    ];
    const job = both.job({ services });
    expect(await job.planner.check()).toEqual({
      service: 'Flickr and Google Drive',
      quotas: { listing: [], writing: [], reading: ['Drive:key'] },
    });
    await expect(job.survey('flickr')).rejects.toMatchObject({ kind: 'AuthFailed' });
    await job.survey('google-drive');
  } finally {
    await both.close();
  }
});

test('folders say which half they are of, and which quotas reading them draws on', async () => {
  const job = world.job();
  await job.survey();
  const { entries } = await job.planner.folders({ half: 'flickr', limit: 1 });
  expect(entries).toEqual([{ path: 'flickr/Album 0', half: 'flickr', quotas: ['Flickr:key'] }]);
});
