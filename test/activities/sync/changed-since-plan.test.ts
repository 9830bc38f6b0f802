import { appendFileSync, existsSync, mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SyncStep } from '../../../src/core/sync';
import { failureOf, someBytes } from '../../conformance/contents';
import { SyncWorld } from './sync-world';

const one = someBytes(30_000);
const two = someBytes(40_000);

let world: SyncWorld;
beforeEach(async () => (world = await SyncWorld.create()));
afterEach(() => world.close());

const place = (name: string) => ({ albumName: 'Summer', name });
const editedThere = () => world.editedThere(one, two);

/** What somebody does between the plan and the step, and the step that then must do nothing. */
const refusals: Record<string, () => Promise<SyncStep>> = {
  'upload: the file was edited': async () => {
    const local = world.file('Summer/a.jpg', one);
    appendFileSync(join(world.root, local.path), 'more');
    return { do: 'upload', local, to: place('a.jpg') };
  },
  'upload: the file is gone': async () => {
    const local = world.file('Summer/a.jpg', one);
    unlinkSync(join(world.root, local.path));
    return { do: 'upload', local, to: place('a.jpg') };
  },
  'upload: the photo it replaces was edited': async () => {
    const { remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.edit(remote.id, someBytes(10));
    return { do: 'upload', local: world.file('Summer/a.jpg', two), to: place('a.jpg'), replaces: remote };
  },
  'upload: the photo it replaces was edited to as many bytes, and there is no checksum': async () => {
    world.albums.tellsMd5 = false;
    const { remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.edit(remote.id, someBytes(two.length));
    return { do: 'upload', local: world.file('Summer/a.jpg', two), to: place('a.jpg'), replaces: remote };
  },
  'upload: the photo it replaces is gone': async () => {
    const { remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.photosById.clear();
    return { do: 'upload', local: world.file('Summer/a.jpg', two), to: place('a.jpg'), replaces: remote };
  },
  'save: the photo was edited': async () => {
    const remote = world.albums.put('Summer', 'a.jpg', one);
    world.albums.edit(remote.id, two);
    return { do: 'save', remote, to: 'Summer/a.jpg' };
  },
  'save: the photo is gone': async () => {
    const remote = world.albums.put('Summer', 'a.jpg', one);
    world.albums.photosById.clear();
    return { do: 'save', remote, to: 'Summer/a.jpg' };
  },
  'save: another file has its name': async () => {
    world.file('Summer/a.jpg', two);
    return { do: 'save', remote: world.albums.put('Summer', 'a.jpg', one), to: 'Summer/a.jpg' };
  },
  'save: another file of the same size has its name, and there is no checksum': async () => {
    world.albums.tellsMd5 = false;
    world.file('Summer/a.jpg', someBytes(one.length));
    return { do: 'save', remote: world.albums.put('Summer', 'a.jpg', one), to: 'Summer/a.jpg' };
  },
  'save: a folder has its name': async () => {
    mkdirSync(join(world.root, 'Summer/a.jpg'), { recursive: true });
    return { do: 'save', remote: world.albums.put('Summer', 'a.jpg', one), to: 'Summer/a.jpg' };
  },
  'save: a file appears while it is fetched': async () => {
    world.albums.whileFetching = async () => void world.file('Summer/a.jpg', two);
    return { do: 'save', remote: world.albums.put('Summer', 'a.jpg', one), to: 'Summer/a.jpg' };
  },
  'save: the file it replaces was edited': async () => {
    const { local, remote } = await editedThere();
    appendFileSync(join(world.root, local.path), 'more');
    return { do: 'save', remote, to: local.path, replaces: local };
  },
  'save: the file it replaces is edited while it is fetched': async () => {
    const { local, remote } = await editedThere();
    world.albums.whileFetching = async () => appendFileSync(join(world.root, local.path), 'more');
    return { do: 'save', remote, to: local.path, replaces: local };
  },
  'save: the file it replaces is gone': async () => {
    const { local, remote } = await editedThere();
    unlinkSync(join(world.root, local.path));
    return { do: 'save', remote, to: local.path, replaces: local };
  },
  'save: the file it replaces under another name was edited': async () => {
    const { local, remote } = await editedThere();
    appendFileSync(join(world.root, local.path), 'more');
    return { do: 'save', remote, to: 'Summer/b.jpg', replaces: local };
  },
  'arrange-remote: the photo was edited': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.edit(remote.id, two);
    return { do: 'arrange-remote', remote, local, to: place('b.jpg') };
  },
  'arrange-remote: the photo has a third name': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.get(remote.id).name = 'c.jpg';
    return { do: 'arrange-remote', remote, local, to: { ...place('b.jpg'), albumId: remote.albumId } };
  },
  'arrange-remote: the photo is gone': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.photosById.clear();
    return { do: 'arrange-remote', remote, local, to: place('b.jpg') };
  },
  'arrange-remote: the file was renamed again': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    renameSync(join(world.root, local.path), join(world.root, 'Summer/z.jpg'));
    return { do: 'arrange-remote', remote, local, to: place('b.jpg') };
  },
  'arrange-local: the file was edited': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    appendFileSync(join(world.root, local.path), 'more');
    return { do: 'arrange-local', remote, local, to: 'Summer/b.jpg' };
  },
  'arrange-local: the file is gone': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    unlinkSync(join(world.root, local.path));
    return { do: 'arrange-local', remote, local, to: 'Summer/b.jpg' };
  },
  'arrange-local: another file has the name': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.file('Summer/b.jpg', two);
    return { do: 'arrange-local', remote, local, to: 'Summer/b.jpg' };
  },
  'arrange-local: another file of the same content has the name': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.file('Summer/b.jpg', one);
    return { do: 'arrange-local', remote, local, to: 'Summer/b.jpg' };
  },
  'arrange-local: another file has the name in other letters of case': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    writeFileSync(join(world.root, 'Summer/A.JPG'), two);
    return { do: 'arrange-local', remote, local, to: 'Summer/A.JPG' };
  },
  'arrange-local: the photo was renamed again': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.get(remote.id).name = 'c.jpg';
    return { do: 'arrange-local', remote: { ...remote, name: 'b.jpg' }, local, to: 'Summer/b.jpg' };
  },
  'compare: the file was edited': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    appendFileSync(join(world.root, local.path), 'more');
    return { do: 'compare', local, remote, ifDifferent: [] };
  },
  'compare: the photo was edited': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.edit(remote.id, two);
    return { do: 'compare', local, remote, ifDifferent: [] };
  },
  'delete-remote: the file is back': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    return { do: 'delete-remote', remote, localPath: local.path };
  },
  'delete-remote: the photo was edited': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.file('Summer/b.jpg', two);
    unlinkSync(join(world.root, local.path));
    world.albums.edit(remote.id, two);
    return { do: 'delete-remote', remote, localPath: local.path };
  },
  'delete-local: the photo is back': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    return { do: 'delete-local', local, remote };
  },
  'delete-local: the file was edited': async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    await world.albums.remove({ photo: remote });
    appendFileSync(join(world.root, local.path), 'more');
    return { do: 'delete-local', local, remote };
  },
};

describe('what was changed after the plan is left alone', () => {
  test.each(Object.entries(refusals))('%s', async (_what, arrange) => {
    const step = await arrange();
    const { whileFetching } = world.albums;
    const before = { files: world.files(), photos: world.albums.contents(), changes: [...world.albums.changes] };
    expect(await failureOf(world.perform([step]))).toMatchObject({
      kind: 'Conflict',
      message: expect.stringMatching(
        /^"(Summer\/)?[abc]\.jpg"( on Flickr)? was changed after the plan was made\. The next sync looks at it anew\.$/i,
      ) as string,
    });
    const after = { files: world.files(), photos: world.albums.contents(), changes: world.albums.changes };
    expect(after).toEqual(whileFetching === undefined ? before : { ...before, files: after.files });
    expect(Object.keys(after.files).filter((file) => file.includes('.ferry'))).toEqual([]);
    expect(existsSync(join(world.root, 'Summer/b.jpg'))).toBe('Summer/b.jpg' in before.files);
  });
});
