import { PlanningWorld } from './planning-world';

let world: PlanningWorld;
beforeEach(async () => (world = await PlanningWorld.create()));
afterEach(() => world.close());

test('what only one side has comes to the other, and is in step then', async () => {
  world.write({ 'Italy/a.jpg': 'a', 'Italy/_raw/b.jpg': 'b', 'top.jpg': 't', 'Italy/notes.txt': 'n', '.x/c.jpg': 'c' });
  world.albums.put('Spain', 'd.jpg', 'd');
  world.albums.put('Italy', 'e.jpg', 'e');
  expect(await world.sync()).toEqual({
    'flickr/Italy/a.jpg': 'uploaded',
    'flickr/Italy/b.jpg': 'uploaded',
    'flickr/Italy/e.jpg': 'saved',
    'flickr/Root/top.jpg': 'uploaded',
    'flickr/Spain/d.jpg': 'saved',
  });
  expect(world.albums.contents()).toEqual({
    'Italy/a.jpg': 'a',
    'Italy/b.jpg': 'b',
    'Italy/e.jpg': 'e',
    'Root/top.jpg': 't',
    'Spain/d.jpg': 'd',
  });
  expect(world.files()).toMatchObject({ 'Italy/e.jpg': 'e', 'Spain/d.jpg': 'd' });
  expect(new Set(Object.values(await world.sync()))).toEqual(new Set(['skipped: in step']));
});
