import { readFileSync } from 'node:fs';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Albums } from '../../src/providers/albums';
import { openAlbums } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import { albumsSuite, listAlbums, photosOf } from './albums-suite';
import type { AlbumsHarness } from './albums-harness';
import { failureOf, md5, never } from './contents';
import { DriveControl, quota, service, type DriveStateFile } from './google-drive.harness';
import { addRequest, somePhoto } from './photo-bytes';

const options = { signal: never };
const folderType = 'application/vnd.google-apps.folder';
const anyInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;

function openDriveAlbums(sandbox: Sandbox, root: string, facts = new Map<string, string>()): Albums {
  return openAlbums({ provider: 'google-drive', root }, contextOf(sandbox.environment, { facts }));
}

/** Albums below a folder of a Shared Drive. */
async function startAlbums(): Promise<AlbumsHarness> {
  const sandbox = await startSandbox();
  const control = new DriveControl(sandbox);
  const refuse = (fault: Record<string, unknown>) => async () =>
    void (await control.fault({ match: '/upload/', ...fault }));
  let drive = '';
  const folders = async (title: string): Promise<DriveStateFile[]> =>
    (await control.state()).files.filter(
      ({ name, mimeType, trashed }) => name === title && mimeType === folderType && !trashed,
    );
  const base = async (): Promise<string> =>
    (await folders('Albums'))[0]?.id ??
    (await control.seed({ folders: [{ key: 'base', name: 'Albums', parent: drive }] })).base ??
    '';
  const makeFolder = async (name: string): Promise<string> =>
    (await control.seed({ folders: [{ key: 'made', name, parent: await base() }] })).made ?? '';

  return {
    open: async (facts) => openDriveAlbums(sandbox, `id:${drive}/Albums`, facts),
    async fill(album, count) {
      const folder = (await folders(album))[0]?.id ?? (await makeFolder(album));
      await control.seed({ folder, count, image: 'png' });
    },
    async plant({ album, name, bytes, modifiedAt }) {
      const [title = '', isSecond] = album.split('\0');
      const known = isSecond === undefined ? (await folders(title))[0]?.id : undefined;
      const parent = known ?? (await makeFolder(title));
      const modifiedTime = modifiedAt === undefined ? {} : { modifiedTime: modifiedAt };
      await control.seed({
        files: [{ name, parent, base64: bytes.toString('base64'), mimeType: 'image/jpeg', ...modifiedTime }],
      });
    },
    async placed() {
      const { files } = await control.state();
      const found = (await control.files()).map(async ({ id, name, parents }) => {
        const album = files.find((file) => file.id === parents[0])?.name ?? 'nowhere';
        return { album, name, id, bytes: await control.read(id) };
      });
      return Promise.all(found);
    },
    ids: async () => (await control.files()).map(({ id }) => id),
    albumsOf: async (title) => (await folders(title)).map(({ id }) => id),
    loseNextAnswer: async () =>
      void (await control.fault({ match: '/upload/', status: 0, afterEffect: true, times: 1 })),
    breakNextUpload: async (cutAfterBytes) =>
      void (await control.fault({ match: '/upload/', cutAfterBytes, times: 1 })),
    breakNextDownload: async (cutAfterBytes) =>
      void (await control.fault({ match: '/alt=media/', cutAfterBytes, times: 1 })),
    refusals: () => control.refusals(),
    faults: {
      'consent that was taken back': {
        on: 'list',
        arrange: async () =>
          void (await control.fault({
            match: 'GET /drive/v3/files',
            status: 403,
            body: {
              error: {
                code: 403,
                message: 'x',
                errors: [{ reason: 'insufficientPermissions' }],
                status: 'PERMISSION_DENIED',
              },
            },
          })),
        kind: 'AuthFailed',
        details: { service },
      },
      'a limit': {
        on: 'list',
        arrange: async () => void (await control.limits({ callsLeft: 0 })),
        kind: 'RateLimited',
        details: { quota, service },
      },
      'too many downloads': { exempt: 'downloads draw on the quota of calls' },
      'a service that is down': {
        on: 'add',
        arrange: refuse({ status: 503, body: '<html>down</html>' }),
        kind: 'Transient',
        details: { service },
      },
      'a service that hangs up': {
        on: 'add',
        arrange: refuse({ cutAfterBytes: 30_000 }),
        kind: 'Transient',
        details: { service },
      },
      'a page instead of data': { exempt: 'nobody has seen Drive do that' },
      full: {
        on: 'add',
        arrange: async () => void (await control.limits({ uploadBytesLeft: 10 })),
        kind: 'RateLimited',
        details: { quota: `${quota}:daily-upload`, resetAt: anyInstant, service },
      },
    },
    severalAlbums: { exempt: 'a file is in one folder' },
    removal: 'trashed',
    secrets: ['ya29.', 'Bearer', readFileSync(control.credentialsFile('service-account'), 'utf8').slice(200, 240)],
    async reset() {
      await control.reset();
      drive = (await control.seed({ drives: [{ key: 'team', name: 'Team' }] })).team ?? '';
    },
    close: () => sandbox.close(),
  };
}

describe('Google Drive', () => albumsSuite(startAlbums));

describe('Google Drive’s own', () => {
  let sandbox: Sandbox;
  let control: DriveControl;
  let drive: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    control = new DriveControl(sandbox);
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await control.reset();
    drive = (await control.seed({ drives: [{ key: 'team', name: 'Team' }] })).team ?? '';
  });
  const open = (path = '/Photos/Albums'): Albums => openDriveAlbums(sandbox, `id:${drive}${path}`);

  test('the base folder is made with the first photo, and not before', async () => {
    const albums = open();
    expect(albums.scope).toBe(`${quota}/id:${drive}/Photos/Albums`);
    await albums.check(options);
    expect(await listAlbums(albums)).toEqual([]);
    const before = (await control.state()).files.length;
    await albums.add(addRequest({ album: 'Trip', name: 'a.jpg', bytes: await somePhoto() }), options);
    expect((await control.state()).files.length).toBe(before + 4);
    expect((await control.files()).map(({ path }) => path)).toEqual(['Photos/Albums/Trip/a.jpg']);
  });

  test('a base that is not there, is a file, or lies in the trash, is said so', async () => {
    const { folder = '', file = '' } = await control.seed({
      folders: [{ key: 'folder', name: 'Old', parent: drive, trashed: true }],
      files: [{ key: 'file', name: 'a.txt', parent: drive }],
    });
    for (const [id, kind] of [
      ['1AbCdEfGhIjKlMnOp', 'NotFound'],
      [file, 'InvalidAsset'],
      [folder, 'NotFound'],
    ] as const) {
      expect(await failureOf(openDriveAlbums(sandbox, `id:${id}`).check(options))).toMatchObject({ kind });
    }
  });

  test('films are photos too; shortcuts are said to be odd; documents, texts and folders are nobody’s business', async () => {
    const ids = await control.seed({
      folders: [
        { key: 'base', name: 'Albums', parent: drive },
        { key: 'trip', name: 'Trip', parent: 'base' },
        { key: 'deep', name: 'Deeper', parent: 'trip' },
      ],
      files: [
        { key: 'a', name: 'a.png', parent: 'trip', image: 'png' },
        { name: 'b.mov', parent: 'trip', mimeType: 'video/quicktime', bytes: 10 },
        { name: 'c.JPG', parent: 'trip', mimeType: 'application/octet-stream', bytes: 10 },
        { name: 'd.txt', parent: 'trip', mimeType: 'text/plain', bytes: 10 },
        { name: 'e', parent: 'trip', mimeType: 'application/vnd.google-apps.document' },
        { name: 'f.png', parent: 'base', image: 'png' },
      ],
      shortcuts: [{ name: 's.png', parent: 'trip', target: 'a' }],
    });
    const page = await open('/Albums').photos({ album: { id: ids.trip ?? '', name: 'Trip' } }, options);
    expect(page.entries.map(({ name }) => name).sort()).toEqual(['a.png', 'b.mov', 'c.JPG']);
    expect(page.oddities).toEqual([{ name: 's.png', reason: 'a shortcut: put the photo itself into the album' }]);
  });

  test('a name with a slash, an album with one, and big content with its time', async () => {
    const albums = open();
    const bytes = await somePhoto(6_000_000);
    const modifiedAt = '2001-02-03T04:05:06.789Z';
    const added = await albums.add(addRequest({ album: 'a/b', name: 'c/d.jpg', bytes }, { modifiedAt }), options);
    expect(added).toMatchObject({ name: 'c/d.jpg', md5: md5(bytes), bytes: bytes.length, modifiedAt });
    expect(await photosOf(albums, 'a/b')).toEqual([added]);
    const replaced = await albums.replace(
      { photo: added, ...addRequest({ album: '', name: '', bytes: await somePhoto() }, { modifiedAt }) },
      options,
    );
    expect(replaced.modifiedAt).toBe(modifiedAt);
    const renamed = await albums.arrange({ photo: replaced, to: { albumName: 'a/b', name: 'e.jpg' } }, options);
    expect(renamed.modifiedAt).toBe(modifiedAt);
    expect(await photosOf(albums, 'a/b')).toEqual([renamed]);
  });

  test('a photo that somebody has moved elsewhere is not thrown away', async () => {
    const albums = open();
    const photo = await albums.add(addRequest({ album: 'Trip', name: 'a.jpg', bytes: await somePhoto() }), options);
    await albums.arrange({ photo, to: { albumName: 'Best', name: 'a.jpg' } }, options);
    expect(await albums.remove({ photo }, options)).toMatchObject({ how: 'detached' });
    expect((await control.files()).map(({ path }) => path)).toEqual(['Photos/Albums/Best/a.jpg']);
  });
});
