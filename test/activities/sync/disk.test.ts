import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncStep } from '../../../src/core/sync';
import { failureOf, md5, someBytes } from '../../conformance/contents';
import { SyncWorld } from './sync-world';

const one = someBytes(300_000);
const two = someBytes(400_000);

let world: SyncWorld;
const mounted: string[] = [];
beforeEach(async () => (world = await SyncWorld.create()));
afterEach(async () => {
  for (const folder of mounted.splice(0)) spawnSync('umount', ['-l', folder]);
  await world.close();
});

const save = (to: string, bytes = one): SyncStep => ({
  do: 'save',
  remote: world.albums.put('Summer', 'a.jpg', bytes),
  to,
});

/** Mounts a disk of this size in memory. @throws when this user may not. */
function mount(folder: string, options: string): void {
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount: ${stderr}`);
  mounted.push(folder);
}

const isRoot = process.getuid?.() === 0;
/** Full and read-only disks are real ones, which only root may make. */
const withDisks = process.platform === 'linux' && isRoot ? test : test.skip;
/** Root may write everywhere: what a user may not do is tried as one. */
async function asUser<T>(call: () => Promise<T>): Promise<T> {
  if (!isRoot) return call();
  process.seteuid?.(65_534);
  try {
    return await call();
  } finally {
    process.seteuid?.(0);
  }
}

describe('names', () => {
  test.each([
    ['255 bytes', `${'a'.repeat(251)}.jpg`],
    ['255 bytes of letters that take three', `${'猫'.repeat(83)}aa.jpg`],
    ['an emoji', 'beach 🏖️ day.jpg'],
    ['quotes and a backslash', `it's "here" $(x) \\ .jpg`],
    ['a line break', 'one\ntwo.jpg'],
    ['a dash first', '-rf.jpg'],
  ])('%s: saved, replaced, renamed, deleted, sent', async (_what, name) => {
    const path = `Sömmer/${name}`;
    const remote = world.albums.put('Summer', name, one);
    await world.perform([{ do: 'save', remote, to: path }], { item: 'save' });
    world.albums.edit(remote.id, two);
    const edited = (await world.albums.photo(remote))!;
    await world.perform([{ do: 'save', remote: edited, to: path, replaces: world.seen(path) }], { item: 'replace' });
    expect(world.files()).toEqual({ [path]: md5(two), [`.ferry-trash/2026-07-01/${path}`]: md5(one) });
    await world.perform([{ do: 'arrange-local', local: world.seen(path), remote: edited, to: `Winter/${name}` }], {
      item: 'move',
    });
    const local = world.seen(`Winter/${name}`);
    const sent = world.file(`Spring/${name}`, two);
    await world.perform([{ do: 'upload', local: sent, to: { albumName: 'Spring', name } }], { item: 'send' });
    expect(world.albums.contents()).toMatchObject({ [`Spring/${name}`]: md5(two) });
    world.albums.photosById.clear();
    await world.perform([{ do: 'delete-local', local, remote }], { item: 'delete' });
    const [{ restore } = { restore: '' }] = await world.state.deletions.list('job');
    expect(spawnSync('sh', ['-c', restore]).status).toBe(0);
    expect(world.seen(local.path).md5).toBe(md5(two));
  });

  test('a name that the disk cannot hold fails for this photo alone', async () => {
    const failure = await failureOf(world.perform([save(`${'a'.repeat(252)}.jpg`)]));
    expect(failure).toMatchObject({ kind: 'InvalidAsset', message: expect.stringMatching(/ENAMETOOLONG/) as string });
    expect(world.files()).toEqual({});
  });
});

describe('nothing is touched outside of the root', () => {
  const outside = mkdtempSync(join(tmpdir(), 'ferry-outside-'));
  afterAll(() => rmSync(outside, { recursive: true, force: true }));
  beforeEach(() => {
    writeFileSync(join(outside, 'a.jpg'), one);
    symlinkSync(outside, join(world.root, 'Linked'));
  });

  test.each([
    '../a.jpg',
    'Summer/../../a.jpg',
    '/etc/a.jpg',
    'Summer//a.jpg',
    './a.jpg',
    'a\0.jpg',
    'Linked/a.jpg',
    'Linked/deep/a.jpg',
  ])('a photo is not saved to %j', async (to) => {
    const before = world.files();
    expect(await failureOf(world.perform([save(to, two)]))).toMatchObject({
      kind: 'InvalidAsset',
      message: expect.stringContaining('leads out of') as string,
    });
    expect(world.files()).toEqual(before);
    expect(md5(one)).toBe(world.seen('Linked/a.jpg').md5);
  });

  test('a file that is there by a link on its way is not moved, replaced or deleted', async () => {
    const local = world.seen('Linked/a.jpg');
    const remote = world.albums.put('Linked', 'a.jpg', two);
    const steps: SyncStep[] = [
      { do: 'arrange-local', local, remote, to: 'Summer/a.jpg' },
      { do: 'save', remote, to: local.path, replaces: local },
      { do: 'delete-local', local, remote: { albumId: remote.albumId, id: 'gone' } },
    ];
    for (const step of steps) {
      expect(await failureOf(world.perform([step]))).toMatchObject({ kind: 'InvalidAsset' });
    }
    expect(world.seen(local.path)).toEqual(local);
  });

  test('a trash that leads out is not used', async () => {
    symlinkSync(outside, join(world.root, '.ferry-trash'));
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    world.albums.photosById.clear();
    expect(await failureOf(world.perform([{ do: 'delete-local', local, remote }]))).toMatchObject({
      kind: 'InvalidAsset',
    });
    expect(world.seen(local.path)).toEqual(local);
  });

  test.each(['.ferry-trash/a.jpg', 'Summer/a.jpg.0123abcd.ferry-part'])('ferry keeps %s for itself', async (to) => {
    expect(await failureOf(world.perform([save(to)]))).toMatchObject({
      kind: 'InvalidAsset',
      message: expect.stringContaining('a name that ferry keeps for itself') as string,
    });
  });
});

describe('links and other names', () => {
  test('a file that is a link is replaced as a link: what it leads to stays', async () => {
    const { local, remote } = await world.editedThere(one, two);
    writeFileSync(join(world.root, 'real.bin'), one);
    rmSync(join(world.root, local.path));
    symlinkSync('../real.bin', join(world.root, local.path));
    await world.perform([{ do: 'save', remote, to: local.path, replaces: world.seen(local.path) }]);
    expect(world.files()).toEqual({
      'Summer/a.jpg': md5(two),
      'real.bin': md5(one),
      '.ferry-trash/2026-07-01/Summer/a.jpg': md5(one),
    });
  });

  test('a link that is moved to another folder leads where it led', async () => {
    const remote = world.albums.put('Winter', 'a.jpg', one);
    writeFileSync(join(world.root, 'real.bin'), one);
    mkdirSync(join(world.root, 'Summer'));
    symlinkSync('../real.bin', join(world.root, 'Summer/a.jpg'));
    const local = world.seen('Summer/a.jpg');
    await world.perform([{ do: 'arrange-local', local, remote, to: 'Deep/Winter/a.jpg' }]);
    expect(world.files()).toEqual({ 'Deep/Winter/a.jpg': md5(one), 'real.bin': md5(one) });
    expect(readlinkSync(join(world.root, 'Deep/Winter/a.jpg'))).toContain('real.bin');
  });

  test('a file with a second name loses the one that is deleted', async () => {
    const { local, remote } = await world.inStep('Summer', 'a.jpg', one);
    linkSync(join(world.root, local.path), join(world.root, 'second.bin'));
    world.albums.photosById.clear();
    await world.perform([{ do: 'delete-local', local, remote }]);
    expect(world.files()).toEqual({ 'second.bin': md5(one), '.ferry-trash/2026-07-01/Summer/a.jpg': md5(one) });
  });
});

describe('disks', () => {
  withDisks('a full disk parks the job and leaves no half file', async () => {
    mount(join(world.root, 'Small'), 'size=200k');
    expect(await failureOf(world.perform([save('Small/a.jpg')]))).toMatchObject({
      kind: 'QuotaExceeded',
      message: `${world.root}/Small/a.jpg does not fit: the disk is full; free some space, then resume (ENOSPC).`,
    });
    expect(world.files()).toEqual({});
    spawnSync('mount', ['-o', 'remount,size=16m', join(world.root, 'Small')]);
    await world.perform([save('Small/a.jpg')]);
    expect(world.files()).toEqual({ 'Small/a.jpg': md5(one) });
  });

  withDisks('a disk that can only be read parks the job', async () => {
    mount(join(world.root, 'Fixed'), 'size=1m,ro');
    expect(await failureOf(world.perform([save('Fixed/a.jpg')]))).toMatchObject({
      kind: 'QuotaExceeded',
      message: expect.stringContaining(`${world.root}/Fixed/a.jpg is on a disk that can only be read`) as string,
    });
  });

  withDisks('a file goes from one disk to another, its trash too', async () => {
    mount(join(world.root, 'Other'), 'size=16m');
    const local = world.file('Other/a.jpg', one);
    utimesSync(join(world.root, local.path), 1_500_000_000, 1_500_000_000);
    const remote = world.albums.put('Here', 'a.jpg', one);
    await world.perform([{ do: 'arrange-local', local: world.seen(local.path), remote, to: 'Here/a.jpg' }]);
    expect(world.files()).toEqual({ 'Here/a.jpg': md5(one) });
    expect(world.seen('Here/a.jpg').fingerprint).toContain('-1500000000000000000-');
    expect(await world.base('Here/a.jpg')).toMatchObject({ isFileAsNoted: true });
    const again = world.file('Other/a.jpg', two);
    await world.perform([{ do: 'delete-local', local: again, remote: { albumId: 'A', id: 'gone' } }]);
    expect(world.files()).toEqual({ 'Here/a.jpg': md5(one), '.ferry-trash/2026-07-01/Other/a.jpg': md5(two) });
  });

  test('a folder that may not be written fails for this photo alone, by name', async () => {
    mkdirSync(join(world.root, 'Shut'));
    chmodSync(join(world.root, 'Shut'), 0o555);
    chmodSync(world.root, 0o755);
    expect(await asUser(() => failureOf(world.perform([save('Shut/a.jpg')])))).toMatchObject({
      kind: 'InvalidAsset',
      message: `${world.root}/Shut/a.jpg may not be opened by this user; change its permissions, then retry (EACCES).`,
    });
  });

  test('a file where a folder should be fails for this photo alone', async () => {
    writeFileSync(join(world.root, 'Summer'), '');
    expect(await failureOf(world.perform([save('Summer/a.jpg')]))).toMatchObject({
      kind: 'InvalidAsset',
      message: expect.stringContaining('a file has the name of its folder') as string,
    });
  });
});
