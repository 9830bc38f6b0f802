import { FakeAlbums } from './fake-albums';
import { PlanningWorld } from './planning-world';

let world: PlanningWorld;
let flickr: FakeAlbums;
let drive: FakeAlbums;

beforeEach(async () => {
  flickr = new FakeAlbums('Flickr', { tellsMd5: false, pageSize: 2 });
  drive = new FakeAlbums('Google Drive', { tellsMd5: true, pageSize: 3 });
  world = await PlanningWorld.create({ flickr, 'google-drive': drive });
});
afterEach(() => world.close());

function expectOne(files: Record<string, string>): void {
  expect(world.files()).toEqual(files);
  expect(flickr.contents()).toEqual(files);
  expect(drive.contents()).toEqual(files);
}

test('what each side has comes to the two others, in one job', async () => {
  world.write({ 'Italy/a.jpg': 'a' });
  flickr.put('Italy', 'b.jpg', 'b');
  drive.put('Spain', 'c.jpg', 'c');
  await world.sync();
  expectOne({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b', 'Spain/c.jpg': 'c' });
});

test('a photo has one row for each half, whatever is done about others and however often it is looked again', async () => {
  world.write({ 'Italy/a.jpg': 'a', 'Italy/x.jpg': 'x' });
  await world.sync();
  flickr.put('Italy', 'b.jpg', 'b');
  expect(await world.sync()).toEqual({
    'flickr/Italy/a.jpg': 'skipped: in step',
    'flickr/Italy/b.jpg': 'saved',
    'flickr/Italy/x.jpg': 'skipped: in step',
    'google-drive/Italy/a.jpg': 'skipped: in step',
    'google-drive/Italy/b.jpg': 'uploaded',
    'google-drive/Italy/x.jpg': 'skipped: in step',
  });
});

test('an edit, a name, a move and a deletion on one side reach the other two', async () => {
  world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b', 'Italy/c.jpg': 'c', 'Italy/d.jpg': 'd', 'Spain/e.jpg': 'e' });
  await world.sync();
  drive.edit(drive.find('Italy', 'a.jpg').id, 'edited on Drive');
  flickr.rename(flickr.find('Italy', 'b.jpg').id, 'renamed.jpg');
  drive.move(drive.find('Italy', 'c.jpg'), 'Spain');
  flickr.takeAway(flickr.find('Italy', 'd.jpg'));
  await world.sync();
  expectOne({
    'Italy/a.jpg': 'edited on Drive',
    'Italy/renamed.jpg': 'b',
    'Spain/c.jpg': 'c',
    'Spain/e.jpg': 'e',
  });
  expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['skipped: in step']));
});

test('three edits of one photo are three photos everywhere', async () => {
  world.write({ 'Italy/a.jpg': 'a' });
  await world.sync();
  world.write({ 'Italy/a.jpg': 'here' });
  flickr.edit(flickr.find('Italy', 'a.jpg').id, 'on Flickr');
  drive.edit(drive.find('Italy', 'a.jpg').id, 'on Drive');
  await world.sync();
  expectOne({
    'Italy/a.jpg': 'here',
    'Italy/a (Flickr).jpg': 'on Flickr',
    'Italy/a (Google Drive).jpg': 'on Drive',
  });
});

test('a half is idle when nothing has changed for it, and looks again when the other has changed files', async () => {
  world.write({ 'Italy/a.jpg': 'a' });
  drive.put('Italy', 'b.jpg', 'b');
  const job = world.job();
  await job.survey('flickr');
  await job.work('flickr');
  expect(await job.nextStage('flickr')).toEqual({ kind: 'idle' });
  await job.survey('google-drive');
  await job.work('google-drive');
  expect(await job.nextStage('google-drive')).toEqual({ kind: 'idle' });
  expect(await job.nextStage('flickr')).toEqual({ kind: 'stage', stage: 1, isListed: false });
  await job.survey('flickr', 1);
  await job.work('flickr', 1);
  expect(await job.nextStage('flickr', 1)).toEqual({ kind: 'idle' });
  expectOne({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b' });
});
