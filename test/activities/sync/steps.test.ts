import { mkdirSync, renameSync, rmSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { RemotePhoto, SyncStep } from '../../../src/core/sync';
import { failureOf, md5, someBytes } from '../../conformance/contents';
import { SyncWorld } from './sync-world';

const one = someBytes(30_000);
const two = someBytes(40_000);

let world: SyncWorld;
beforeEach(async () => (world = await SyncWorld.create()));
afterEach(() => world.close());

const place = (name: string, albumName = 'Summer') => ({ albumName, name });
const trash = (path: string): string => `.ferry-trash/2026-07-01/${path}`;

/** The photo as the service has it now. */
const now = async ({ albumId, id }: RemotePhoto): Promise<RemotePhoto> => (await world.albums.photo({ albumId, id }))!;

const editedThere = () => world.editedThere(one, two);

describe('upload', () => {
  test('sends a new photo with privacy, tags and the time of the file, and notes both sides', async () => {
    const local = world.file('Summer/a.jpg', one);
    utimesSync(join(world.root, local.path), 1_500_000_000, 1_500_000_000);
    const touched = world.seen(local.path);
    const answer = await world.perform([{ do: 'upload', local: touched, to: place('a.jpg') }]);
    expect(answer).toEqual({ status: 'done', bytes: one.length });
    expect(world.albums.get('p1')).toMatchObject({
      privacy: 'private',
      tags: ['ferry'],
      modifiedAt: '2017-07-14T02:40:00.000Z',
    });
    expect(await world.base(local.path)).toMatchObject({
      title: 'Summer',
      remoteId: 'p1',
      remoteName: 'a.jpg',
      isFileAsNoted: true,
    });
    expect(world.lastProgress).toBe(one.length);
    expect(await world.outcome()).toMatchObject({
      status: 'done',
      bytes: one.length,
      result: { sync: 'uploaded', etag: md5(one), assetId: 'p1', bytes: one.length },
    });
  });

  test('the album of a file is told by its folder and the options, not by the operation', async () => {
    world.options.excludeInTitle = ['^_'];
    const local = world.file('Trips/_raw/Rome/a.jpg', one);
    await world.perform([{ do: 'upload', local, to: place('a.jpg', 'Trips - Rome') }]);
    expect(await world.base(local.path)).toMatchObject({ title: 'Trips - Rome', remoteTitle: 'Trips - Rome' });
  });

  test('what is in step by what is noted is not sent again', async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    const to = { ...place('a.jpg'), albumId: remote.albumId };
    expect(await world.perform([{ do: 'upload', local, to }])).toEqual({ status: 'skipped', bytes: 0 });
    expect(await world.outcome()).toMatchObject({ status: 'skipped', error: 'in step already' });
    expect(world.albums.changes).toEqual([]);
  });

  test('a file that was in step is sent again when its photo is gone', async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    await world.albums.remove({ photo: remote });
    const answer = await world.perform([{ do: 'upload', local, to: place('a.jpg') }]);
    expect(answer.status).toBe('done');
    expect(world.albums.contents()).toEqual({ 'Summer/a.jpg': md5(one) });
  });

  test('a photo that has the content already is not replaced', async () => {
    const { remote } = await editedThere();
    const local = world.file('Summer/a.jpg', two);
    const to = { ...place('a.jpg'), albumId: remote.albumId };
    const answer = await world.perform([{ do: 'upload', local, to, replaces: { ...remote, fingerprint: 'before' } }]);
    expect(answer).toEqual({ status: 'skipped', bytes: 0 });
    expect(world.albums.changes).toEqual([]);
    expect(await world.base(local.path)).toMatchObject({ md5: md5(two), isFileAsNoted: true });
  });

  test('a photo keeps its id when it is replaced and given its place', async () => {
    const { remote } = await world.inStep('Summer', 'a.jpg', one);
    unlinkSync(join(world.root, 'Summer/a.jpg'));
    const local = world.file('Winter/b.jpg', two);
    await world.perform([{ do: 'upload', local, to: place('b.jpg', 'Winter'), replaces: remote }]);
    expect(world.albums.contents()).toEqual({ 'Winter/b.jpg': md5(two) });
    expect(await world.base('Winter/b.jpg')).toMatchObject({
      remoteId: remote.id,
      remoteTitle: 'Winter',
      title: 'Winter',
    });
    expect(await world.state.syncBase.ofFile(world.pair, 'Summer/a.jpg')).toBeUndefined();
  });
});

describe('save', () => {
  test('puts the very bytes there with the time of the photo, and notes both sides', async () => {
    const remote = world.albums.put('Summer', 'a.jpg', one, { modifiedAt: '2020-02-02T02:02:02.500Z' });
    expect(await world.perform([{ do: 'save', remote, to: 'Summer/a.jpg' }])).toEqual({
      status: 'done',
      bytes: one.length,
    });
    expect(world.files()).toEqual({ 'Summer/a.jpg': md5(one) });
    expect(Math.round(statSync(join(world.root, 'Summer/a.jpg')).mtimeMs)).toBe(Date.parse('2020-02-02T02:02:02.500Z'));
    expect(await world.base('Summer/a.jpg')).toMatchObject({ md5: md5(one), remoteId: remote.id, isFileAsNoted: true });
    expect(await world.outcome()).toMatchObject({ result: { sync: 'saved', savedTo: 'Summer/a.jpg', etag: md5(one) } });
    expect(world.lastProgress).toBe(one.length);
  });

  test('what lies there with the same content is taken for it, without a download', async () => {
    const remote = world.albums.put('Summer', 'a.jpg', one);
    const { fingerprint } = world.file('Summer/a.jpg', one);
    expect(await world.perform([{ do: 'save', remote, to: 'Summer/a.jpg' }])).toEqual({ status: 'skipped', bytes: 0 });
    expect(world.albums.downloads).toBe(0);
    expect(world.seen('Summer/a.jpg').fingerprint).toBe(fingerprint);
    expect(await world.base('Summer/a.jpg')).toMatchObject({ isFileAsNoted: true });
  });

  test('where the service tells no checksum, what lies there is compared by a download', async () => {
    world.albums.tellsMd5 = false;
    const remote = world.albums.put('Summer', 'a.jpg', one);
    world.file('Summer/a.jpg', one);
    expect((await world.perform([{ do: 'save', remote, to: 'Summer/a.jpg' }])).status).toBe('skipped');
    expect(world.albums.downloads).toBe(1);
    expect(Object.keys(world.files())).toEqual(['Summer/a.jpg']);
  });

  test('what it replaces is in the trash, with its permissions on what replaces it', async () => {
    const { local, remote } = await editedThere();
    const { mode } = statSync(join(world.root, local.path));
    await world.perform([{ do: 'save', remote, to: local.path, replaces: local }]);
    expect(world.files()).toEqual({ 'Summer/a.jpg': md5(two), [trash('Summer/a.jpg')]: md5(one) });
    expect(statSync(join(world.root, local.path)).mode).toBe(mode);
    expect((await world.outcome())?.result).toMatchObject({
      sync: 'replaced here',
      note: 'what it was before: .ferry-trash/2026-07-01/Summer/a.jpg',
    });
  });

  test('nothing in the trash is ever replaced', async () => {
    const { local, remote } = await editedThere();
    world.file(trash('Summer/a.jpg'), Buffer.from('older'));
    await world.perform([{ do: 'save', remote, to: local.path, replaces: local }]);
    expect(world.files()).toEqual({
      'Summer/a.jpg': md5(two),
      [trash('Summer/a.jpg')]: md5(Buffer.from('older')),
      '.ferry-trash/2026-07-01 (2)/Summer/a.jpg': md5(one),
    });
  });

  test('under another name, the former file goes when the new one is there', async () => {
    const { local, remote } = await editedThere();
    await world.perform([{ do: 'save', remote, to: 'Winter/b.jpg', replaces: local }]);
    expect(world.files()).toEqual({ 'Winter/b.jpg': md5(two), [trash('Summer/a.jpg')]: md5(one) });
    expect(await world.state.syncBase.ofFile(world.pair, 'Summer/a.jpg')).toBeUndefined();
  });

  test('what does not arrive whole is not saved, and tried again', async () => {
    const remote = world.albums.put('Summer', 'a.jpg', one);
    world.albums.whileFetching = async () => void (world.albums.get(remote.id).bytes = two);
    const failure = await failureOf(world.perform([{ do: 'save', remote, to: 'Summer/a.jpg' }]));
    expect(failure).toMatchObject({
      kind: 'Transient',
      message: expect.stringMatching(/did not arrive whole: MD5/) as string,
    });
    expect(world.files()).toEqual({});
  });
});

describe('places', () => {
  test('a photo is renamed and moved as its file was', async () => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    mkdirSync(join(world.root, 'Winter'));
    renameSync(join(world.root, local.path), join(world.root, 'Winter/b.jpg'));
    const step: SyncStep = {
      do: 'arrange-remote',
      remote,
      local: world.seen('Winter/b.jpg'),
      to: place('b.jpg', 'Winter'),
    };
    expect((await world.perform([step])).status).toBe('done');
    expect(world.albums.contents()).toEqual({ 'Winter/b.jpg': md5(one) });
    expect(await world.base('Winter/b.jpg')).toMatchObject({
      remoteName: 'b.jpg',
      remoteTitle: 'Winter',
      isFileAsNoted: true,
    });
    expect((await world.outcome())?.result?.sync).toBe('moved on Flickr');
  });

  test('a file is renamed as its photo was, and stays what it is', async () => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.get(remote.id).name = 'b.jpg';
    const step: SyncStep = { do: 'arrange-local', remote: await now(remote), local, to: 'Summer/b.jpg' };
    expect((await world.perform([step])).status).toBe('done');
    expect(world.seen('Summer/b.jpg')).toEqual({ ...local, path: 'Summer/b.jpg' });
    expect(Object.keys(world.files())).toEqual(['Summer/b.jpg']);
    expect(await world.base('Summer/b.jpg')).toMatchObject({ remoteName: 'b.jpg', isFileAsNoted: true });
    expect((await world.outcome())?.result?.sync).toBe('renamed here');
  });

  test('a file whose name changes its case only', async () => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.get(remote.id).name = 'A.JPG';
    await world.perform([{ do: 'arrange-local', remote: await now(remote), local, to: 'Summer/A.JPG' }]);
    expect(Object.keys(world.files())).toEqual(['Summer/A.JPG']);
  });

  test('a place that is brought together says nothing of contents that are not', async () => {
    const { remote, local } = await editedThere();
    const to = { ...place('a (Flickr).jpg'), albumId: remote.albumId };
    await world.perform([{ do: 'arrange-remote', remote, local, to }]);
    expect(await world.base(local.path)).toMatchObject({
      md5: md5(one),
      remoteName: 'a (Flickr).jpg',
      remoteFingerprint: expect.not.stringContaining(remote.fingerprint) as string,
    });
  });
});

describe('compare', () => {
  beforeEach(() => (world.albums.tellsMd5 = false));

  test('one content: both sides are noted, and so is the checksum at the service', async () => {
    const local = world.file('Summer/a.jpg', one);
    const remote = world.albums.put('Summer', 'a.jpg', one);
    expect(await world.perform([{ do: 'compare', local, remote, ifDifferent: [] }])).toEqual({
      status: 'skipped',
      bytes: 0,
    });
    expect(await world.base(local.path)).toMatchObject({ remoteId: remote.id, isFileAsNoted: true });
    expect(world.albums.get(remote.id).notedMd5).toBe(md5(one));
    expect(await world.outcome()).toMatchObject({ error: 'the same on both sides', result: { sync: 'in step' } });
  });

  test('two contents: what was planned for them is done', async () => {
    const local = world.file('Summer/a.jpg', one);
    const remote = world.albums.put('Summer', 'a.jpg', Buffer.concat([one.subarray(1), Buffer.from('x')]));
    const to = { ...place('a.jpg'), albumId: remote.albumId };
    const ifDifferent: SyncStep[] = [{ do: 'upload', local, to, replaces: remote }];
    expect((await world.perform([{ do: 'compare', local, remote, ifDifferent }])).status).toBe('done');
    expect(world.albums.contents()).toEqual({ 'Summer/a.jpg': md5(one) });
    expect((await world.outcome())?.result?.sync).toBe('replaced on Flickr');
  });

  test('sizes that differ are enough', async () => {
    const local = world.file('Summer/a.jpg', one);
    const remote = world.albums.put('Summer', 'a.jpg', two);
    const to = { ...place('a.jpg'), albumId: remote.albumId };
    await world.perform([
      { do: 'compare', local, remote, ifDifferent: [{ do: 'upload', local, to, replaces: remote }] },
    ]);
    expect(world.albums.downloads).toBe(0);
  });

  test('of contents that differ, where nothing may be done about it, says what would solve it', async () => {
    const local = world.file('Summer/a.jpg', one);
    const remote = world.albums.put('Summer', 'a.jpg', two);
    world.options.save = false;
    const steps: SyncStep[] = [{ do: 'compare', local, remote, ifDifferent: [] }];
    expect(await failureOf(world.perform(steps))).toMatchObject({
      kind: 'Conflict',
      message: expect.stringContaining('with different contents. Add --save to keep both') as string,
    });
    expect(world.albums.changes).toEqual([]);
  });
});

describe('deletions', () => {
  const deleteRemote = (remote: RemotePhoto): SyncStep => ({ do: 'delete-remote', remote, localPath: 'Summer/a.jpg' });

  test('a photo whose file is gone goes, and the journal says what brings it back', async () => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    world.file('Summer/b.jpg', two);
    unlinkSync(join(world.root, local.path));
    expect((await world.perform([deleteRemote(remote)])).status).toBe('done');
    expect(world.albums.contents()).toEqual({});
    expect(await world.state.syncBase.ofFile(world.pair, local.path)).toBeUndefined();
    expect(await world.state.deletions.list('job')).toMatchObject([
      {
        side: 'flickr',
        title: 'Summer',
        name: 'a.jpg',
        target: remote.id,
        how: 'trashed',
        restore: 'the trash of Flickr: p1',
        md5: md5(one),
      },
    ]);
  });

  test('a photo that is in another album too is taken out of this one', async () => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.get(remote.id).albums.add(world.albums.albumOf('Best'));
    world.file('Summer/b.jpg', two);
    unlinkSync(join(world.root, local.path));
    await world.perform([deleteRemote(remote)]);
    expect(world.albums.contents()).toEqual({ 'Best/a.jpg': md5(one) });
    expect((await world.outcome())?.result?.sync).toBe('taken out of its album on Flickr');
  });

  test('a photo that is gone already is forgotten, and no deletion of ours', async () => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    world.file('Summer/b.jpg', two);
    unlinkSync(join(world.root, local.path));
    await world.albums.remove({ photo: remote });
    expect(await world.perform([deleteRemote(remote)])).toEqual({ status: 'skipped', bytes: 0 });
    expect(await world.state.deletions.list('job')).toEqual([]);
    expect(await world.outcome()).toMatchObject({ error: 'gone on Flickr already' });
  });

  test('a file whose photo is gone goes to the trash, by a command that brings it back', async () => {
    const { remote, local } = await world.inStep('Summer', "it's.jpg", one);
    await world.albums.remove({ photo: remote });
    expect((await world.perform([{ do: 'delete-local', local, remote }])).status).toBe('done');
    expect(world.files()).toEqual({ [trash("Summer/it's.jpg")]: md5(one) });
    const [{ restore, how, side } = { restore: '', how: '', side: '' }] = await world.state.deletions.list('job');
    expect({ how, side }).toEqual({ how: 'trashed', side: 'local' });
    const { spawnSync } = await import('node:child_process');
    expect(spawnSync('sh', ['-c', restore]).status).toBe(0);
    expect(world.files()).toEqual({ "Summer/it's.jpg": md5(one) });
  });

  test('a file that is gone already is forgotten, and no deletion of ours', async () => {
    const { remote, local } = await world.inStep('Summer', 'a.jpg', one);
    await world.albums.remove({ photo: remote });
    unlinkSync(join(world.root, local.path));
    expect(await world.perform([{ do: 'delete-local', local, remote }])).toEqual({ status: 'skipped', bytes: 0 });
    expect(await world.state.deletions.list('job')).toEqual([]);
  });

  test.each([
    ['empty', () => rmSync(join(world.root, 'Summer'), { recursive: true })],
    [
      'empty but for its trash',
      () => {
        rmSync(join(world.root, 'Summer'), { recursive: true });
        mkdirSync(join(world.root, '.ferry-trash'));
      },
    ],
    ['not there', () => rmSync(world.root, { recursive: true })],
  ])('nothing is deleted for a root that is %s, unless forced', async (_how, empty) => {
    const { remote } = await world.inStep('Summer', 'a.jpg', one);
    empty();
    expect(await failureOf(world.perform([deleteRemote(remote)]))).toMatchObject({
      kind: 'Conflict',
      message: expect.stringMatching(/is empty or not there.*Mount its disk/) as string,
    });
    expect(world.albums.contents()).toEqual({ 'Summer/a.jpg': md5(one) });
    world.options.force = true;
    expect((await world.perform([deleteRemote(remote)])).status).toBe('done');
    expect(world.albums.contents()).toEqual({});
  });
});
