import { uploadSpec } from '../support/upload-spec';
import { openState } from '../../src/state/state';
import { toolFolder, type ToolFolder } from './tool-folder';

const base = 'https://res.cloudinary.com/shop/image/upload';

let folder: ToolFolder;
beforeAll(() => void (folder = toolFolder()));
afterAll(() => folder.remove());

const local = {
  source_path: './photos',
  last_run: '2024-11-03T14:22:35.123456',
  successful_uploads: {
    '/home/me/photos/shoes/a.png': {
      ...{
        timestamp: '2024-11-03T14:20:30.000001',
        cloudinary_url: `${base}/v1/shoes/a.png`,
        public_id: 'shoes/a',
        file_size: 2_000_000,
      },
    },
    '/home/me/photos/b.jpg': {
      timestamp: '2024-11-03T14:22:30',
      cloudinary_url: `${base}/v1/b.jpg`,
      public_id: 'b',
      file_size: 1_000_000,
    },
    '/home/me/photos/gone.png': {
      timestamp: '2024-11-03T14:21:30',
      cloudinary_url: `${base}/f_jpg/v1/gone.png`,
      file_size: 0,
    },
  },
  failed_uploads: {
    '/home/me/photos/=c.png': {
      timestamp: '2024-11-03T14:20:31',
      error: 'File size too large. Got 12000000. Maximum is 10485760.',
    },
    '/home/me/photos/d.png': {
      timestamp: '2024-11-03T14:20:31',
      error: 'HTTPSConnectionPool: Max retries exceeded (SSLError)',
    },
    '/home/me/photos/b.jpg': { timestamp: '2024-11-03T14:20:31', error: 'failed before it went well' },
  },
};

test('the cache of a local upload as CSV: columns of a report, each file once, no f_jpg twice', async () => {
  folder.write('local_upload_cache_1a.json', JSON.stringify(local));
  const { exitCode, stdout, stderr } = await folder.ferry(['report', 'local_upload_cache_1a.json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toMatch(/^local_filename,cloudinary_url,jpg_url,folder_path,public_id,/);
  expect(lines).toHaveLength(6);
  expect(lines).toContain(
    `a.png,${base}/v1/shoes/a.png,${base}/f_jpg/v1/shoes/a.jpg,shoes,shoes/a,,2000000,,,png,,uploaded,,2024-11-03T14:20:30.000001`,
  );
  expect(lines).toContain(
    `gone.png,${base}/f_jpg/v1/gone.png,${base}/f_jpg/v1/gone.png,,gone,,,,,png,,uploaded,,2024-11-03T14:21:30`,
  );
  expect(lines).toContain(
    "'=c.png,,,,,,,,,,,failed,InvalidAsset: File size too large. Got 12000000. Maximum is 10485760.,",
  );
  expect(stdout).not.toContain('f_jpg/f_jpg');
});

test('its summary has counts, sizes, times, failures by kind and PNG-to-JPG URLs', async () => {
  folder.write('local_upload_cache_1a.json', JSON.stringify(local));
  const { exitCode } = await folder.ferry([
    'report',
    'local_upload_cache_1a.json',
    '--format',
    'summary',
    '-o',
    'summary.txt',
  ]);
  expect(exitCode).toBe(0);
  const text = folder.read('summary.txt');
  for (const line of [
    'local_upload_cache_1a.json: uploads of the old scripts',
    'Of         ./photos',
    'Uploaded   3 (3.0 MB, the sizes of 2 are known; 1.5 MB on average)',
    'Failed     2',
    '           1 InvalidAsset',
    '           1 Transient',
    'PNG        2 with a JPEG URL, in the column jpg_url',
    'From 2024-11-03T14:20:30.000001 to 2024-11-03T14:22:30: 2 min 0 s, 1.0 a minute',
    'The largest was shoes/a.png (2.0 MB)',
    '  d.png: HTTPSConnectionPool: Max retries exceeded (SSLError)',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('the cache of a Drive upload: names are in the entries, ids are their keys', async () => {
  const entry = {
    timestamp: '2024-11-03T14:20:30',
    cloudinary_url: `${base}/v1/x/a%20b.png`,
    public_id: 'x/a b',
    filename: 'a b.png',
  };
  const cache = {
    folder_path: '1AbC',
    last_run: '',
    successful_uploads: { '1XyZ': entry },
    failed_uploads: { '1Q': { error: 'File not found: 1Q' } },
  };
  folder.write('gdrive.json', JSON.stringify(cache));
  const { exitCode, stdout } = await folder.ferry(['report', 'gdrive.json', '--format', 'jsonl']);
  expect(exitCode).toBe(0);
  const [failed, stored] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(stored).toMatchObject({
    item: 'a b.png',
    status: 'uploaded',
    publicId: 'x/a b',
    jpgUrl: `${base}/f_jpg/v1/x/a%20b.jpg`,
  });
  expect(failed).toMatchObject({ item: '1Q', status: 'failed', kind: 'NotFound' });
});

const batch = {
  batch_id: '20241103_142030',
  csv_file: 'data/input/products.csv',
  started_at: '2024-11-03T14:20:30',
  processed_folders: [
    {
      folder_id: '1ABC',
      folder_name: 'Brand',
      status: 'success',
      total_images: 45,
      successful_uploads: 43,
      failed_uploads: 1,
      skipped_uploads: 1,
      processing_time: 125.5,
      processed_at: '2024-11-03T14:22:35',
    },
    {
      folder_id: '1DEF',
      folder_name: 'Bad',
      index: 2,
      status: 'success',
      total_images: 2,
      successful_uploads: 0,
      failed_uploads: 2,
      skipped_uploads: 0,
      processing_time: 5,
      processed_at: '2024-11-03T14:23:35',
      drive_link: 'https://drive.google.com/x',
    },
    {
      folder_id: '1GHI',
      folder_name: 'Late',
      index: 3,
      status: 'success',
      total_images: 1,
      successful_uploads: 1,
      processed_at: '2024-11-03T14:24:35',
    },
  ],
  failed_folders: [
    {
      folder_id: '1GHI',
      folder_name: 'Late',
      index: 3,
      status: 'failed',
      error: 'Failed to authenticate Google Drive',
    },
    {
      folder_id: '1JKL',
      folder_name: '',
      index: 4,
      status: 'failed',
      error: 'Folder validation failed: Insufficient permissions to access folder: 1JKL',
    },
  ],
  last_updated: '2024-11-03T14:24:36',
};

test('the cache of a batch: a folder once, and no success where all has failed', async () => {
  folder.write('batch_cache_products_1.json', JSON.stringify(batch));
  const { exitCode, stdout } = await folder.ferry(['report', 'batch_cache_products_1.json']);
  expect(exitCode).toBe(0);
  const [header, ...rows] = stdout.trim().split('\n');
  expect(header).toBe(
    'row_index,folder_name,drive_folder_name,folder_id,total_images,successful_uploads,failed_uploads,skipped_uploads,processing_time_seconds,processed_at,drive_link,status,error',
  );
  expect(rows).toEqual([
    '2,Bad,,1DEF,2,0,2,0,5.0,2024-11-03T14:23:35,https://drive.google.com/x,failed,',
    '3,Late,,1GHI,1,1,0,0,,2024-11-03T14:24:35,,success,',
    '4,1JKL,,1JKL,0,0,0,0,,,,failed,Folder validation failed: Insufficient permissions to access folder: 1JKL',
    ',Brand,,1ABC,45,43,1,1,125.5,2024-11-03T14:22:35,,partial,',
  ]);
  const summary = await folder.ferry(['report', 'batch_cache_products_1.json', '--format', 'summary']);
  expect(summary.stdout).toMatch(
    /Folders {4}4\n {11}2 failed\n {11}1 success\n {11}1 partial\nImages {5}48\nUploaded {3}44\nSkipped {4}1\nFailed {5}3\n {11}1 AuthFailed\n/,
  );
  expect(summary.stdout).toContain('One folder took 1 min 5 s on average, 2 min 6 s at most');
});

test('the backup of one folder is a batch of one', async () => {
  folder.write('folder_backup_1ABC_2.json', JSON.stringify(batch.processed_folders[0]));
  const { exitCode, stdout } = await folder.ferry(['report', 'folder_backup_1ABC_2.json', '--format', 'summary']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Uploaded   43');
});

test('what cannot be read is named, the rest is reported; exit 3', async () => {
  const successful_uploads = { 'a.png': 7, 'b.png': { cloudinary_url: '' }, 'c.png': `${base}/v1/c.png` };
  folder.write(
    'odd.json',
    `\uFEFF${JSON.stringify({ successful_uploads, failed_uploads: { 'd.png': 'broken pipe' } })}`,
  );
  const { exitCode, stdout, stderr } = await folder.ferry(['report', 'odd.json']);
  expect(exitCode).toBe(3);
  expect(stderr).toBe(
    '2 entries of odd.json cannot be read and are left out:\n  successful_uploads["a.png"] is no entry\n  successful_uploads["b.png"] has no URL\n',
  );
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(',')[0]),
  ).toEqual(['local_filename', 'd.png', 'c.png']);
});

test.each([
  [
    'half a file',
    'half.json',
    '{"successful_uploads": {"a.png": {"timest',
    /half\.json is not JSON.*wrote their caches in place/,
  ],
  ['another JSON', 'package.json', '{"name": "x"}', /package\.json is no cache of the old upload scripts/],
  ['no such file', 'nope.json', undefined, /There is no file nope\.json/],
  ['no such job', 'photos-9', undefined, /There is no job photos-9/],
])('%s: exit 2', async (_name, file, content, words) => {
  if (content !== undefined) folder.write(file, content);
  const result = await folder.ferry(['report', file]);
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toMatch(words);
  expect((await folder.ferry(['report', file, '--format', 'pdf'])).stderr).toContain('There are: csv, jsonl, summary.');
});

test('of a job it is what `ferry jobs report` prints', async () => {
  const state = await openState(`${folder.home}/state.db`);
  const { job } = await state.jobs.findOrCreate({ spec: uploadSpec('/photos'), specKey: 'x', startedBy: 'me' });
  const item = { item: 'shoes/a.png', folder: 'shoes', bytes: 7, status: 'skipped' as const, reason: 'there already' };
  await state.outcomes.plan(job.id, [item], { plannedBy: 'test', pass: 0 });
  await state.close();
  const [one, two] = await Promise.all([folder.ferry(['report', job.id]), folder.ferry(['jobs', 'report', job.id])]);
  expect(one).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^local_filename.*\na\.png,/) as string });
  expect(one.stdout).toBe(two.stdout);
});
