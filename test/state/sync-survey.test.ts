import { FakeAlbums } from '../planning/sync/fake-albums';
import { PlanningWorld } from '../planning/sync/planning-world';
import type { State } from '../../src/state/state';
import { describeOnEach } from './databases';

describeOnEach('surveys and plans of albums', (database) => {
  let state: State;
  let world: PlanningWorld;
  beforeAll(async () => (state = await database.connect()));
  beforeEach(async () => {
    const services = { flickr: new FakeAlbums('Flickr', { tellsMd5: false, pageSize: 3 }) };
    world = await PlanningWorld.create(services, state);
  });
  afterEach(() => world.removeRoot());

  test('are the same whatever is done', async () => {
    world.write({ 'Italy/a.jpg': 'a', 'Italy/b.jpg': 'b', 'Italy/_more/c.jpg': 'c', 'Ärger/d.jpg': 'd', 'e.jpg': 'e' });
    world.albums.put('Spain/Portugal', 'f.jpg', 'f');
    world.albums.put('italy', 'a.jpg', 'a');
    await world.sync();
    world.write({ 'Italy/a.jpg': 'edited', 'Italy/x/a.jpg': '1', 'Italy/_y/a.jpg': '2' });
    world.move('Ärger/d.jpg', 'Italy/d.jpg');
    world.remove('Italy/b.jpg');
    world.albums.rename(world.albums.find('italy', 'c.jpg').id, 'see.jpg');
    world.albums.takeAway(world.albums.find('Root', 'e.jpg'));
    world.albums.edit(world.albums.find('Spain/Portugal', 'f.jpg').id, 'edited there');
    expect(await world.dry()).toEqual({
      'flickr/Italy/Italy/_y/a.jpg':
        'failed: "a.jpg" is twice in the album: Italy/_y/a.jpg and Italy/a.jpg. Rename one.',
      'flickr/Italy/Italy/a.jpg': 'failed: "a.jpg" is twice in the album: Italy/_y/a.jpg and Italy/a.jpg. Rename one.',
      'flickr/Italy - x/a.jpg': 'upload Italy/x/a.jpg to Italy - x/a.jpg',
      'flickr/Italy/b.jpg': 'delete b.jpg there',
      'flickr/Italy/c.jpg': 'arrange Italy/_more/c.jpg as Italy/_more/see.jpg',
      'flickr/Italy/d.jpg': 'arrange d.jpg as italy/d.jpg',
      'flickr/Root/e.jpg': 'delete e.jpg here',
      'flickr/Spain_Portugal/f.jpg':
        'compare Spain_Portugal/f.jpg (save f.jpg over Spain_Portugal/f.jpg as Spain_Portugal/f.jpg)',
    });
    world.remove('Italy/_y');
    await world.sync({ approve: true });
    const job = world.job({ approve: true });
    await job.survey();
    await job.work();
    const next = await job.nextStage();
    expect(next).toMatchObject({ kind: 'stage', stage: 1, isListed: true, approval: { deletions: 2, albums: 2 } });
    const { plan } = next.kind === 'stage' && next.approval !== undefined ? next.approval : { plan: '' };
    const signal = new AbortController().signal;
    const approved = await job.planner.approve({ half: 'flickr', stage: 1, plan, album: 'Root' }, { signal });
    expect(approved).toEqual({ kind: 'approved', deletions: 1 });
    await job.work('flickr', 1);
    expect(await job.nextStage('flickr', 1)).toMatchObject({ kind: 'stage', stage: 2, approval: { deletions: 1 } });
    await world.sync({ max: 1 });
    expect(world.files()).toEqual({
      'Italy/_more/see.jpg': 'c',
      'Italy/a.jpg': 'edited',
      'Italy/d.jpg': 'd',
      'Italy/x/a.jpg': '1',
      'Spain_Portugal/f.jpg': 'edited there',
    });
    expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['skipped: in step']));
  });

  test('hold more than a page of everything', async () => {
    const names = Array.from({ length: 1200 }, (_, n) => `p${n}.jpg`);
    world.write(Object.fromEntries(names.map((name) => [`Italy/${name}`, name])));
    const albumId = world.albums.putAlbum('Italy', Object.fromEntries(names.map((name) => [name, name])));
    expect(albumId).toBe('a1');
    Object.assign(world.albums.ways, { tellsMd5: true, pageSize: 500 });
    const job = world.job();
    await job.survey();
    expect((await job.plan()).length).toBe(1200);
    await job.nextStage();
    world.move('Italy', 'Rome');
    const moved = world.job();
    await moved.survey();
    const planned = await moved.plan();
    expect(planned.filter(({ status }) => status === 'planned')).toHaveLength(1200);
    expect(planned.every(({ folder }) => folder === 'flickr/Rome')).toBe(true);
  });
});
