import { jobTypes } from '../../src/jobs';
import { batch } from '../../src/jobs/batch';
import { drive } from '../../src/jobs/drive';
import { dropbox } from '../../src/jobs/dropbox';
import { specKey } from '../../src/jobs/spec-key';

const id = '1AbCdEfGhIjKlMnOpQrStUvWxYz012345';
const settings: Record<string, string> = { CLOUDINARY_FOLDER: 'shop' };
const context = { setting: (key: string) => settings[key], cwd: '/work' };

test('every job type has words on the command line of its own', () => {
  const commands = jobTypes.map(({ command }) => command);
  expect(new Set(commands).size).toBe(commands.length);
  expect(new Set(jobTypes.map(({ name }) => name)).size).toBe(commands.length);
});

describe('ferry drive upload', () => {
  test('a link and a name: from the folder to a folder of that name, three at once', () => {
    const link = `https://drive.google.com/drive/folders/${id}?resourcekey=0-x&usp=sharing`;
    expect(drive.toSpec({ driveFolder: link, name: 'Summer Shoes' }, context)).toMatchObject({
      type: 'drive',
      name: 'summer_shoes',
      source: { provider: 'google-drive', root: `id:${id}?resourcekey=0-x` },
      destination: { provider: 'cloudinary', root: 'shop/Summer_Shoes' },
      concurrency: 3,
      transfer: { via: 'auto', recursive: true },
    });
  });

  test('without a name it goes where all goes; --folder wins over the setting', () => {
    expect(drive.toSpec({ driveFolder: id }, context).destination.root).toBe('shop');
    expect(drive.toSpec({ driveFolder: id, folder: 'x', name: 'y' }, context).destination.root).toBe('x/y');
  });

  test.each([
    ['https://example.com/x', /no link or id of a Drive folder/],
    [`https://drive.google.com/file/d/${id}/view`, /the link of a file/],
    [`https://docs.google.com/spreadsheets/d/${id}/edit`, /the link of a document/],
  ])('%s is refused in words', (driveFolder, words) => {
    expect(() => drive.toSpec({ driveFolder }, context)).toThrow(words);
  });
});

describe('ferry dropbox upload', () => {
  test.each([
    ['/Products/Autumn', '/Products/Autumn', 'autumn'],
    ['Products/Autumn/', '/Products/Autumn', 'autumn'],
    ['https://www.dropbox.com/home/Products', '/Products', 'products'],
    ['https://www.dropbox.com/scl/fo/a/b?rlkey=k&dl=0', 'https://www.dropbox.com/scl/fo/a/b?rlkey=k', 'shared-link'],
  ])('%s', (path, root, name) => {
    const spec = dropbox.toSpec({ path }, context);
    expect(spec).toMatchObject({ type: 'dropbox', name, source: { provider: 'dropbox', root }, concurrency: 8 });
  });

  test('all there is has a name too', () => {
    expect(dropbox.toSpec({ path: '/' }, context)).toMatchObject({ name: 'all', source: { root: '' } });
  });

  test('another address is refused in words', () => {
    expect(() => dropbox.toSpec({ path: 'https://example.com' }, context)).toThrow(
      /no path or link of a Dropbox folder/,
    );
  });
});

describe('ferry batch', () => {
  test('columns, and where the results go', () => {
    expect(batch.toSpec({ csv: 'in/rows.csv', nameColumn: 'sku' }, context)).toMatchObject({
      type: 'batch',
      name: 'rows',
      source: { provider: 'csv', root: '/work/in/rows.csv' },
      concurrency: 3,
      batch: { file: '/work/in/rows.csv', linkColumn: 'link', nameColumn: 'sku', resultsDir: '/work' },
    });
  });

  test('the same batch is the same job however fast it goes, and another when it reads another column', () => {
    const key = (input: Record<string, unknown>) => specKey(batch.toSpec({ csv: 'a.csv', ...input }, context));
    expect(key({ concurrency: 9 })).toBe(key({}));
    expect(key({ linkColumn: 'url' })).not.toBe(key({}));
    expect(key({ nameColumn: 'sku' })).not.toBe(key({}));
  });
});
