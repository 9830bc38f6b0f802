import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { Destination, UploadWithAnswer, UploadWithRequest } from '../../src/providers/provider';
import { openSource } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import { SandboxControl } from '../support/sandbox-control';
import { callAdmin } from './cloudinary-admin';
import { openAccount } from './cloudinary.harness';
import { contentOf, failureOf, md5, MemorySession, never, someBytes } from './contents';
import { Files } from './file-server';

const options = { signal: never };

/** What the sandbox's state says of an asset, as far as these tests look. */
interface Stored {
  public_id: string;
  resource_type: string;
  type: string;
  format?: string;
  width?: number;
  md5: string;
  asset_folder: string;
  display_name: string;
  original_filename: string | null;
  tags: string[];
  context: Record<string, string>;
  metadata: Record<string, unknown>;
  derived: { transformation: string; format: string }[];
}

let sandbox: Sandbox;
let control: SandboxControl;
let destination: Destination;
let picture: Buffer;
const files = new Files();
beforeAll(async () => {
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#336699' } })
    .png()
    .toBuffer();
  sandbox = await startSandbox();
  control = new SandboxControl(sandbox);
  await files.start(picture);
});
afterAll(async () => {
  files.close();
  await sandbox.close();
});
beforeEach(async () => {
  await control.reset();
  destination = openAccount(sandbox, '');
});

const upload = (request: Partial<UploadWithRequest> = {}, to: Destination = destination): Promise<UploadWithAnswer> =>
  to.uploadWith?.(
    {
      parameters: {},
      publicId: 'a',
      from: { url: files.url('/ok/a.png') },
      session: new MemorySession(),
      onProgress: () => undefined,
      ...request,
    },
    options,
  ) ?? Promise.reject(new Error('there is no uploadWith'));

const stored = async (): Promise<Stored[]> => (await control.state<{ assets: Stored[] }>('cloudinary')).assets;

/** The one asset there is. */
async function only(): Promise<Stored> {
  const [asset, ...others] = await stored();
  if (asset === undefined || others.length > 0) throw new Error('there is not one asset');
  return asset;
}

describe.each(['fixed', 'dynamic'] as const)('an account with %s folders', (folderMode) => {
  beforeEach(() => control.limits({ folderMode }));

  test('keeps tags, context and metadata as they were given', async () => {
    const values = ['red', 'blue'].map((id) => ({ external_id: id, value: id }));
    await callAdmin(sandbox, 'metadata_fields', {
      external_id: 'colors',
      type: 'set',
      label: 'c',
      datasource: { values },
    });
    await callAdmin(sandbox, 'metadata_fields', { external_id: 'sku', type: 'string', label: 's' });
    await callAdmin(sandbox, 'metadata_fields', { external_id: 'stock', type: 'integer', label: 'n' });
    await upload({
      parameters: {
        tags: ['summer', 'größe 42', 'a|b=c'],
        context: { alt: 'x=1|y & z', caption: 'line 1\nline 2 – ü' },
        metadata: { colors: ['red', 'blue'], sku: 'A=1|2', stock: '7' },
      },
    });
    expect(await only()).toMatchObject({
      tags: ['summer', 'größe 42', 'a|b=c'],
      context: { alt: 'x=1|y & z', caption: 'line 1\nline 2 – ü' },
      metadata: { colors: ['red', 'blue'], sku: 'A=1|2', stock: 7 },
    });
  });

  test('puts an asset where folder, public id and prefix say', async () => {
    await upload({ publicId: 'b', parameters: { folder: 'shop/summer', tags: ['t'] } });
    await upload({ publicId: 'b', parameters: { public_id_prefix: 'p', asset_folder: 'elsewhere' } });
    await upload({ publicId: 'x/y' });
    const all = new Map((await stored()).map(({ public_id, asset_folder }) => [public_id, asset_folder]));
    expect([...all.keys()].sort()).toEqual(['p/b', 'shop/summer/b', 'x/y']);
    expect(all.get('shop/summer/b')).toBe('shop/summer');
    expect(all.get('p/b')).toBe(folderMode === 'dynamic' ? 'elsewhere' : 'p');
  });

  test('a second upload under the same id leaves what is there, unless it is told not to', async () => {
    const first = await upload({ parameters: { tags: ['first'] } });
    expect(first).toMatchObject({ existed: false, overwritten: false, result: { publicId: 'a', etag: md5(picture) } });
    const other = { content: contentOf(someBytes(100)), name: 'other.bin' };

    const again = await upload({ parameters: { tags: ['second'] } });
    expect(again).toMatchObject({ existed: true, overwritten: false, createdAt: first.createdAt });
    expect(await upload({ parameters: { overwrite: false } })).toMatchObject({ existed: true });
    expect(await only()).toMatchObject({ tags: ['first'], md5: md5(picture) });

    const over = await upload({ parameters: { overwrite: true, tags: ['third'] } });
    expect(over).toMatchObject({ existed: false, overwritten: true });
    expect(await only()).toMatchObject({ tags: ['third'] });
    expect(await upload({ parameters: { resource_type: 'raw' }, from: other })).toMatchObject({ existed: false });
  });

  test('uploads cost no call of the Admin API', async () => {
    await upload();
    expect((await control.details()).map(({ route }) => route)).toEqual(['POST upload']);
  });
});

describe('what is sent', () => {
  test('content goes up under its name, told bit by bit', async () => {
    const bytes = someBytes(50_000);
    const progress: number[] = [];
    const content = { content: contentOf(bytes), name: 'Übersicht "1".bin' };
    const answer = await upload({ from: content, onProgress: (sent) => progress.push(sent) });
    expect(answer.result).toMatchObject({ resourceType: 'raw', bytes: 50_000, etag: md5(bytes) });
    expect(progress.at(-1)).toBe(50_000);
    expect(progress.length).toBeGreaterThan(1);
    expect(await only()).toMatchObject({ original_filename: 'Übersicht _1_' });
  });

  test('the content decides the type where nothing else does', async () => {
    await upload({ publicId: 'image' });
    await upload({ publicId: 'file.bin', from: { content: contentOf(someBytes(10)), name: 'file.bin' } });
    await upload({ publicId: 'raw.png', parameters: { resource_type: 'raw' } });
    const types = (await stored()).map(({ public_id, resource_type }) => `${public_id} ${resource_type}`);
    expect(types.sort()).toEqual(['file.bin raw', 'image image', 'raw.png raw']);
  });

  test('an address in capitals and a data URI are taken too', async () => {
    await upload({ from: { url: files.url('/ok/a.png').replace('http', 'HTTP') } });
    const url = `data:image/png;base64,${picture.toString('base64')}`;
    expect((await upload({ publicId: 'b', from: { url } })).result).toMatchObject({ etag: md5(picture) });
  });

  test('headers go with the request for the asset and to no log', async () => {
    const parameters = { headers: ['Authorization: Basic c2VjcmV0'] };
    const { response } = await upload({ parameters, from: { url: files.url('/ok/with-headers.png') } });
    const asked = files.asked.find(({ url }) => url === '/ok/with-headers.png');
    expect(asked?.authorization).toBe('Basic c2VjcmV0');
    expect(JSON.stringify(response)).not.toContain('c2VjcmV0');
  });

  test('a transformation is a transformation and no name of one, percent signs and all', async () => {
    const answer = await upload({
      parameters: { transformation: 'w_30,c_scale/l_text:Arial_10:50%25', format: 'jpg' },
    });
    expect(answer.result).toMatchObject({ width: 30, height: 20, format: 'jpg' });
  });

  test('a preset counts where nothing is mapped, but for answers that would say nothing yet', async () => {
    const preset = { name: 'later', unsigned: false, async: true, tags: 'by preset', folder: 'preset' };
    await callAdmin(sandbox, 'upload_presets', preset);
    const answer = await upload({ parameters: { upload_preset: 'later', folder: 'mapped' } });
    expect(answer).toMatchObject({ existed: false, result: { publicId: 'mapped/a', etag: md5(picture) } });
    expect(await only()).toMatchObject({ tags: ['by preset'] });
  });

  test('derived versions are made', async () => {
    await upload({ parameters: { eager: ['w_20,c_fill,h_20', 'w_10/jpg'] } });
    const made = (await only()).derived.map(({ transformation, format }) => `${transformation} ${format}`);
    expect(made.sort()).toEqual(['w_10 jpg', 'w_20,c_fill,h_20 png']);
  });

  test.each(['private', 'authenticated'])(
    'an asset of type %s is stored as that, and its signed URL is kept back',
    async (type) => {
      const answer = await upload({ parameters: { type } });
      expect(await only()).toMatchObject({ type });
      expect(answer.result).toMatchObject({ publicId: 'a', url: undefined });
      expect(JSON.stringify(answer)).not.toMatch(/s--\w/);
    },
  );

  test('an answer holds no signature and no key', async () => {
    const { response, result } = await upload();
    const { CLOUDINARY_API_KEY: key = 'none' } = sandbox.environment;
    expect(response).toMatchObject({ public_id: 'a', etag: md5(picture) });
    expect(response).not.toHaveProperty('signature');
    expect(response).not.toHaveProperty('api_key');
    expect(JSON.stringify(response)).not.toContain(key);
    expect(result.url).toMatch(/^http/);
  });
});

describe('what is refused', () => {
  const cases: [string, Partial<UploadWithRequest>, Record<string, unknown>][] = [
    [
      'a metadata field that does not exist',
      { parameters: { metadata: { nope: 'x' } } },
      { kind: 'InvalidAsset', message: 'Cloudinary: Metadata External IDs do not exist: ["nope"]' },
    ],
    [
      'a transformation that cannot be',
      { parameters: { transformation: 'w_wide' } },
      { kind: 'InvalidAsset', message: 'Cloudinary: Invalid width in transformation: wide' },
    ],
    ['a derived version that cannot be', { parameters: { eager: ['w_wide'] } }, { kind: 'InvalidAsset' }],
    ['a preset that does not exist', { parameters: { upload_preset: 'nope' } }, { kind: 'InvalidAsset' }],
    [
      'content that is no image',
      { parameters: { resource_type: 'image' }, from: { content: contentOf(someBytes(9)), name: 'a' } },
      { kind: 'InvalidAsset' },
    ],
    ['a path where a URL is due', { from: { url: '/etc/hostname' } }, { kind: 'InvalidAsset' }],
    [
      'a parameter there is not',
      { parameters: { tgas: 'x' } },
      { kind: 'InvalidAsset', message: expect.stringContaining('Did you mean tags?') as string },
    ],
    ['a parameter that is not for mappings', { parameters: { timestamp: 1 } }, { kind: 'InvalidAsset' }],
    ['regions that are no JSON', { parameters: { regions: '{' } }, { kind: 'InvalidAsset' }],
  ];
  test.each(cases)('%s', async (_name, request, failure) => {
    expect(await failureOf(upload(request))).toMatchObject(failure);
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['/gone.png?token=s3cret', 'NotFound', /404/],
    ['/page?token=s3cret', 'InvalidAsset', /HTML/],
    ['/secret.png?token=s3cret', 'InvalidAsset', /403/],
    ['/busy.png?token=s3cret', 'Transient', /503/],
  ])('%s cannot be fetched: %s', async (path, kind, words) => {
    const failure = await failureOf(upload({ from: { url: files.url(path) } }));
    expect(failure).toMatchObject({
      kind,
      details: { notFetched: true },
      message: expect.stringMatching(words) as string,
    });
    expect(String(failure)).not.toContain('s3cret');
    expect(await stored()).toEqual([]);
  });

  test('an attempt whose answer was lost is followed by one that meets its result', async () => {
    await control.fault({ match: '/upload', status: 0, afterEffect: true, times: 1 });
    expect(await failureOf(upload())).toMatchObject({ kind: 'Transient' });
    expect(await upload()).toMatchObject({ existed: true, result: { etag: md5(picture) } });
    expect(await stored()).toHaveLength(1);
  });
});

test('more than 100 MB go up in chunks, and go on where they were', async () => {
  const bytes = 101_000_000;
  const dir = mkdtempSync(join(tmpdir(), 'ferry-big-'));
  try {
    writeFileSync(join(dir, 'big.bin'), '');
    truncateSync(join(dir, 'big.bin'), bytes);
    const content = await openSource({ provider: 'local', root: dir }, contextOf()).content(
      { path: 'big.bin' },
      options,
    );
    const session = new MemorySession();
    await control.fault({ match: '/upload', status: 503, skip: 4, times: 1 });
    const request = { from: { content, name: 'big.bin' }, parameters: { tags: ['big'] }, publicId: 'big.bin', session };
    expect(await failureOf(upload(request))).toMatchObject({ kind: 'Transient' });
    expect(session.at?.nextByte).toBe(80_000_000);
    const before = (await control.details()).length;
    expect(await upload(request)).toMatchObject({ existed: false, result: { bytes, resourceType: 'raw' } });
    expect((await control.details()).length - before).toBe(2);
    expect(await only()).toMatchObject({ tags: ['big'], md5: md5(Buffer.alloc(bytes)) });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
