import { unlinkSync } from 'node:fs';
import type { SyncStep } from '../../../src/core/sync';
import { someBytes } from '../../conformance/contents';
import { Killed, life } from './life';
import { SyncWorld } from './sync-world';

jest.mock('node:fs/promises', () =>
  jest
    .requireActual<typeof import('./life')>('./life')
    .mortalFileSystem(jest.requireActual<typeof import('node:fs/promises')>('node:fs/promises')),
);

const one = someBytes(30_000);
const two = someBytes(40_000);
const modifiedAt = '2020-02-02T02:02:02.000Z';

type Scenario = (world: SyncWorld) => Promise<SyncStep[]>;

const scenarios: Record<string, Scenario> = {
  'a new file is uploaded': async (world) => [
    { do: 'upload', local: world.file('Summer/a.jpg', one), to: { albumName: 'Summer', name: 'a.jpg' } },
  ],
  'an edited file replaces its photo': async (world) => {
    const { remote } = await world.inStep('Summer', 'a.jpg', one);
    const to = { albumId: remote.albumId, albumName: 'Summer', name: 'a.jpg' };
    return [{ do: 'upload', local: world.file('Summer/a.jpg', two), to, replaces: remote }];
  },
  'an edited and moved file replaces its photo in another album, at a service that tells no checksum': async (
    world,
  ) => {
    world.albums.tellsMd5 = false;
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    unlinkSync(`${world.root}/${local.path}`);
    const moved = world.file('Winter/b.jpg', two);
    return [{ do: 'upload', local: moved, to: { albumName: 'Winter', name: 'b.jpg' }, replaces: remote }];
  },
  'a new photo is saved': async (world) => [
    { do: 'save', remote: world.albums.put('Summer', 'a.jpg', one, { modifiedAt }), to: 'Summer/a.jpg' },
  ],
  'a new photo is saved from a service that tells no checksum': async (world) => {
    world.albums.tellsMd5 = false;
    return [{ do: 'save', remote: world.albums.put('Summer', 'a.jpg', one), to: 'Summer/a.jpg' }];
  },
  'an edited photo replaces its file': async (world) => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.edit(remote.id, two);
    const [edited] = (await world.albums.photos({ album: { id: remote.albumId } })).entries;
    return [{ do: 'save', remote: edited!, to: local.path, replaces: local }];
  },
  'an edited and renamed photo replaces its file under the new name': async (world) => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.edit(remote.id, two);
    world.albums.get(remote.id).name = 'b.jpg';
    const [edited] = (await world.albums.photos({ album: { id: remote.albumId } })).entries;
    return [{ do: 'save', remote: edited!, to: 'Summer/b.jpg', replaces: local }];
  },
  'a photo follows its file to another album and name': async (world) => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    unlinkSync(`${world.root}/${local.path}`);
    const moved = world.file('Winter/b.jpg', one);
    return [{ do: 'arrange-remote', remote, local: moved, to: { albumName: 'Winter', name: 'b.jpg' } }];
  },
  'a file follows its photo to another folder and name': async (world) => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    await world.albums.arrange({ photo: remote, to: { albumName: 'Winter', name: 'b.jpg' } });
    const [moved] = (await world.albums.photos({ album: { id: world.albums.albumOf('Winter') } })).entries;
    return [{ do: 'arrange-local', local, remote: moved!, to: 'Winter/b.jpg' }];
  },
  'a comparison finds one content': async (world) => {
    world.albums.tellsMd5 = false;
    const local = world.file('Summer/a.jpg', one);
    const remote = world.albums.put('Summer', 'a.jpg', one);
    return [{ do: 'compare', local, remote, ifDifferent: [] }];
  },
  'a comparison finds two contents, and both are kept': async (world) => {
    world.albums.tellsMd5 = false;
    const { local, remote } = await world.inStep('Summer', 'a.jpg', someBytes(40_000));
    const edited = world.file(local.path, one.subarray(0, 20_000));
    world.albums.edit(remote.id, two.subarray(0, 20_000));
    const [other] = (await world.albums.photos({ album: { id: remote.albumId } })).entries;
    const place = { albumId: remote.albumId, albumName: 'Summer' };
    return [
      {
        do: 'compare',
        local: edited,
        remote: other!,
        ifDifferent: [
          { do: 'arrange-remote', remote: other!, local: edited, to: { ...place, name: 'a (Flickr).jpg' } },
          { do: 'save', remote: other!, to: 'Summer/a (Flickr).jpg' },
          { do: 'upload', local: edited, to: { ...place, name: 'a.jpg' } },
        ],
      },
    ];
  },
  'a photo is deleted because its file was': async (world) => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    world.file('Summer/other.jpg', two);
    unlinkSync(`${world.root}/${local.path}`);
    return [{ do: 'delete-remote', remote, localPath: local.path }];
  },
  'a file is deleted because its photo was': async (world) => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    await world.albums.remove({ photo: remote });
    return [{ do: 'delete-local', local, remote }];
  },
};

/** All that there is in the end, without what tells one world from another. */
async function endOf(world: SyncWorld) {
  const { status, result, bytes, error } = (await world.outcome())!;
  const files = world.files();
  const base: Record<string, unknown> = {};
  for (const path of ['Summer/a.jpg', 'Summer/b.jpg', 'Winter/b.jpg', 'Summer/a (Flickr).jpg']) {
    base[path] = path in files ? await world.base(path) : await world.state.syncBase.ofFile(world.pair, path);
  }
  const deletions = (await world.state.deletions.list('job')).map(({ at, ...deletion }) => ({
    ...deletion,
    at: at.length,
  }));
  const end = { status, result, bytes, error, files, base, deletions, photos: world.albums.contents() };
  return {
    ...(JSON.parse(JSON.stringify(end).replaceAll(world.root, 'ROOT')) as typeof end),
    changes: world.albums.changes,
  };
}

describe.each(Object.entries(scenarios))('%s', (_name, scenario) => {
  let world: SyncWorld;
  beforeEach(async () => (world = await SyncWorld.create()));
  afterEach(() => world.close());

  test('killed after any of its effects and done again, it comes to the same', async () => {
    const steps = await scenario(world);
    const before = world.albums.changes.length;
    life.begin();
    expect((await world.perform(steps)).status).toBe(
      steps[0]?.do === 'compare' && before === 0 && steps[0].ifDifferent.length === 0 ? 'skipped' : 'done',
    );
    const wanted = await endOf(world);
    const { effects } = life;
    expect(Object.keys(wanted.files).filter((file) => file.endsWith('.ferry-part'))).toEqual([]);
    expect(effects.length).toBeGreaterThan(1);
    for (let count = 1; count < effects.length; count += 1) {
      const other = await SyncWorld.create();
      const again = await scenario(other);
      life.begin(count);
      await expect(other.perform(again)).rejects.toThrow(Killed);
      life.begin();
      await other.perform(again, { attempt: 2 });
      expect({ killedAfter: `${count}: ${effects[count - 1]}`, ...(await endOf(other)) }).toEqual({
        killedAfter: `${count}: ${effects[count - 1]}`,
        ...wanted,
      });
      await other.close();
    }
  });

  test('done once more, it changes nothing', async () => {
    const steps = await scenario(world);
    await world.perform(steps);
    const { files, photos, base, deletions, changes } = await endOf(world);
    await world.perform(steps, { attempt: 2 });
    expect(await endOf(world)).toMatchObject({ files, photos, base, deletions, changes });
  });
});
