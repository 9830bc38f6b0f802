import { endpointError, refusalOf, World } from './support';
import { apiUrl, basicAuth, send } from '../support/raw-upload';

let world: World;
beforeAll(async () => (world = await World.start()));
afterAll(() => world.close());
beforeEach(() => world.reset());

async function linkTo(path: string): Promise<string> {
  return (await world.sdk.filesGetTemporaryLink({ path })).result.link;
}

/** Cloudinary's upload of a remote file. */
function fetchedByCloudinary(file: string): ReturnType<typeof send> {
  const headers = { authorization: basicAuth(world.sandbox) };
  return send(apiUrl(world.sandbox, 'image/upload'), { method: 'POST', headers, body: new URLSearchParams({ file }) });
}

describe('temporary links', () => {
  test('give the bytes to anybody, whole or in part', async () => {
    await world.sdk.filesUpload({ path: '/a b.txt', contents: '0123456789' });
    const link = await linkTo('/a b.txt');
    expect(link.startsWith(world.sandbox.url)).toBe(true);
    expect(await (await fetch(link)).text()).toBe('0123456789');
    const part = await fetch(link, { headers: { range: 'bytes=8-' } });
    expect([part.status, await part.text()]).toEqual([206, '89']);
    const head = await fetch(link, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
    expect((await world.state()).counts.temporary_links).toBe(1);
  });

  test('end with their time, with their uses and with the file', async () => {
    await world.seed({ files: [{ path: '/a.png' }] });
    await world.limits({ linkUses: 1 });
    const once = await linkTo('/a.png');
    expect((await fetch(once)).status).toBe(200);
    expect((await fetch(once)).status).toBe(410);
    await world.limits({ linkUses: null });
    const orphan = await linkTo('/a.png');
    await world.limits({ linkSeconds: 0 });
    const late = await fetch(await linkTo('/a.png'));
    expect([late.status, late.statusText]).toEqual([410, 'Gone']);
    await world.sdk.filesDeleteV2({ path: '/a.png' });
    expect((await fetch(orphan)).status).toBe(410);
  });

  test('are fetched by Cloudinary, which says why when they are over', async () => {
    const { files } = await world.seed({ files: [{ path: '/a.png' }, { path: '/b.jpg' }] });
    const { files: stored } = await world.state();
    for (const { path } of files) {
      const { status, body } = await fetchedByCloudinary(await linkTo(path));
      expect([status, body.etag]).toEqual([200, stored.find((file) => file.path === path)?.md5]);
      expect(body.resource_type).toBe('image');
    }
    await world.limits({ linkSeconds: 0 });
    const link = await linkTo('/a.png');
    const { status, body } = await fetchedByCloudinary(link);
    expect(status).toBe(400);
    expect(body).toEqual({ error: { message: `Error in loading ${link} - 410 Gone` } });
  });
});

describe('shared links', () => {
  test('of a folder: listed without paths, one folder at a time, and read', async () => {
    const seeded = await world.seed({
      files: [{ path: '/Trip/a.png' }, { path: '/Trip/Sub/b.txt', base64: Buffer.from('b').toString('base64') }],
      sharedLinks: [{ path: '/Trip' }],
    });
    const url = seeded.sharedLinks[0]?.url ?? '';
    expect(url).toMatch(/\/scl\/fo\/\w+\/Trip\?rlkey=\w+&dl=0$/);
    const { entries } = (await world.sdk.filesListFolder({ path: '/sub', shared_link: { url } })).result;
    expect(entries).toMatchObject([{ '.tag': 'file', name: 'b.txt', content_hash: expect.any(String) as string }]);
    expect(entries[0]).not.toHaveProperty('path_lower');
    expect(
      (await refusalOf(world.sdk.filesListFolder({ path: '', recursive: true, shared_link: { url } }))).status,
    ).toBe(400);
    const { result } = await world.sdk.sharingGetSharedLinkFile({ url, path: '/Sub/B.TXT' });
    expect((result as unknown as { fileBinary: Buffer }).fileBinary.toString()).toBe('b');
    expect((await world.sdk.sharingGetSharedLinkMetadata({ url, path: '/Sub/b.txt' })).result).toMatchObject({
      '.tag': 'file',
      name: 'b.txt',
      size: 1,
    });
    expect((await refusalOf(world.sdk.sharingGetSharedLinkFile({ url }))).error).toEqual(
      endpointError('shared_link_is_directory', { '.tag': 'shared_link_is_directory' }),
    );
  });

  test('are found at any host, not without their key, and those with a password by it alone', async () => {
    const seeded = await world.seed({
      folders: ['/A', '/B'],
      sharedLinks: [{ path: '/A' }, { path: '/B', password: 'open' }],
    });
    const [plain = '', locked = ''] = seeded.sharedLinks.map(({ url }) => url);
    const elsewhere = plain.replace(world.sandbox.url, 'https://www.dropbox.com');
    expect((await world.sdk.sharingGetSharedLinkMetadata({ url: elsewhere })).result.name).toBe('A');
    expect((await refusalOf(world.sdk.sharingGetSharedLinkMetadata({ url: plain.replace(/\?.*/, '') }))).error).toEqual(
      endpointError('shared_link_not_found', { '.tag': 'shared_link_not_found' }),
    );
    expect((await refusalOf(world.sdk.sharingGetSharedLinkMetadata({ url: locked }))).error).toEqual(
      endpointError('shared_link_access_denied', { '.tag': 'shared_link_access_denied' }),
    );
    expect((await world.sdk.sharingGetSharedLinkMetadata({ url: locked, link_password: 'open' })).status).toBe(200);
  });

  test('are made once, listed, and opened by a browser', async () => {
    await world.sdk.filesUpload({ path: '/a.txt', contents: 'a' });
    const { url } = (await world.sdk.sharingCreateSharedLinkWithSettings({ path: '/a.txt' })).result;
    expect((await refusalOf(world.sdk.sharingCreateSharedLinkWithSettings({ path: '/a.txt' }))).error).toMatchObject({
      error: { '.tag': 'shared_link_already_exists' },
    });
    expect((await world.sdk.sharingListSharedLinks({ path: '/a.txt' })).result.links.map((link) => link.url)).toEqual([
      url,
    ]);
    expect(await (await fetch(url)).text()).toContain('<html>');
    expect(await (await fetch(url.replace('dl=0', 'dl=1'))).text()).toBe('a');
  });
});
