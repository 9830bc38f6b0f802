import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { loadSettings, SettingsError } from '../src/settings';

let cwd: string;
beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'ferry-settings-'))));
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function write(file: '.env' | 'ferry.yaml', text: string): void {
  writeFileSync(join(cwd, file), text);
}

function faultsOf(env: NodeJS.ProcessEnv = {}): string {
  try {
    loadSettings(cwd, env);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).message;
  }
  return '';
}

describe('where a setting comes from', () => {
  test('environment, then .env, then ferry.yaml', () => {
    write('.env', 'CLOUDINARY_FOLDER=from-dotenv\nUSE_FILENAME="no"\n');
    write('ferry.yaml', 'CLOUDINARY_FOLDER: from-yaml\nuse_filename: yes\nunique_filename: true\n');
    const settings = loadSettings(cwd, { CLOUDINARY_FOLDER: 'from-environment' });
    expect(settings.setting('CLOUDINARY_FOLDER')).toBe('from-environment');
    expect(settings.setting('USE_FILENAME')).toBe('no');
    expect(settings.setting('UNIQUE_FILENAME')).toBe('true');
    expect(settings.setting('CLOUD_NAME')).toBeUndefined();
    expect(settings.list()).toEqual([
      { key: 'CLOUDINARY_FOLDER', value: 'from-environment', origin: 'environment' },
      { key: 'USE_FILENAME', value: 'no', origin: '.env' },
      { key: 'UNIQUE_FILENAME', value: 'true', origin: 'ferry.yaml' },
    ]);
  });

  test('an empty value is no value', () => {
    write('.env', 'CLOUDINARY_FOLDER=from-dotenv\n');
    expect(loadSettings(cwd, { CLOUDINARY_FOLDER: '' }).setting('CLOUDINARY_FOLDER')).toBe('from-dotenv');
  });

  test('with nothing set there are defaults', () => {
    const settings = loadSettings(cwd, {});
    expect(settings.home).toMatch(/\.assetferry$/);
    expect(settings.databaseUrl).toBe(join(settings.home, 'state.db'));
    expect(settings.reportsDir).toBe(join(settings.home, 'reports'));
    expect(settings.temporal).toMatchObject({ address: undefined, namespace: 'default' });
    expect(settings.list()).toEqual([]);
  });

  test('FERRY_HOME is below the working directory, an absolute one is itself', () => {
    expect(loadSettings(cwd, { FERRY_HOME: 'state' }).home).toBe(join(cwd, 'state'));
    expect(loadSettings(cwd, { FERRY_HOME: '/var/ferry' }).databaseUrl).toBe('/var/ferry/state.db');
  });

  test.each([
    [{}, true],
    [{ NO_COLOR: '' }, true],
    [{ NO_COLOR: '1' }, false],
  ])('%j: colour is wanted: %s', (env, wanted) => expect(loadSettings(cwd, env).isColourWanted).toBe(wanted));
});

describe('credentials profiles', () => {
  test('hold their own values, by names in any case, and nothing of the default ones', () => {
    write('ferry.yaml', 'profiles:\n  work:\n    cloudinary_cloud_name: work-cloud\n    cloudinary_api_key: 123456\n');
    const settings = loadSettings(cwd, { CLOUDINARY_CLOUD_NAME: 'mine', CLOUDINARY_API_SECRET: 'mine' });
    expect(settings.setting('CLOUDINARY_CLOUD_NAME', 'work')).toBe('work-cloud');
    expect(settings.setting('CLOUDINARY_API_KEY', 'work')).toBe('123456');
    expect(settings.setting('CLOUDINARY_API_SECRET', 'work')).toBeUndefined();
    expect(settings.setting('CLOUDINARY_CLOUD_NAME', 'nobody')).toBeUndefined();
    expect(settings.setting('CLOUDINARY_CLOUD_NAME')).toBe('mine');
  });
});

describe('malformed settings', () => {
  test('every fault is reported at once', () => {
    write('ferry.yaml', '- a list\n- is no mapping\n');
    const faults = faultsOf({
      DATABASE_URL: 'mysql://u:hidden@host/db',
      FERRY_TEMPORAL_PORT: '70000',
      FERRY_TEMPORAL_UI_PORT: 'web',
    });
    expect(faults.split('\n')).toEqual([
      expect.stringMatching(/ferry\.yaml is not what it should be/),
      expect.stringMatching(/^DATABASE_URL must be postgres:/),
      'FERRY_TEMPORAL_PORT must be a port number from 1 to 65535, not "70000".',
      'FERRY_TEMPORAL_UI_PORT must be a port number from 1 to 65535, not "web".',
    ]);
    expect(faults).not.toContain('hidden');
  });

  test('a profile that is no mapping says which one', () => {
    write('ferry.yaml', 'profiles:\n  work: secret-text\n');
    expect(faultsOf()).toMatch(/profiles?\.?work|work/);
    expect(faultsOf()).not.toContain('secret-text');
  });

  test('broken YAML is named without quoting the line that holds a secret', () => {
    write('ferry.yaml', 'CLOUDINARY_API_KEY: "1"\nCLOUDINARY_API_SECRET: "s3cret-of-mine\n');
    expect(faultsOf()).toMatch(/ferry\.yaml is not what it should be: .+line \d/);
    expect(faultsOf()).not.toContain('s3cret-of-mine');
  });

  test('an empty ferry.yaml is fine', () => {
    write('ferry.yaml', '');
    expect(faultsOf()).toBe('');
  });
});

describe('secrets', () => {
  test.each([
    ['CLOUDINARY_API_SECRET', 'abcdefghijkl', '****'],
    ['CLOUDINARY_API_KEY', '123456789012', '****9012'],
    ['CLOUDINARY_API_KEY', '12345', '****'],
    ['API_SECRET', 'abcdefgh', '****'],
    ['TEMPORAL_API_KEY', 'token-token-1234', '****1234'],
    ['CLOUDINARY_URL', 'cloudinary://key:s3cret@demo', 'cloudinary://***@demo'],
    ['CLOUDINARY_URL', 'cloudinary://key:s3@cr/et@demo', 'cloudinary://***@demo'],
    ['CLOUDINARY_URL', 'key:s3cret@demo', '***@demo'],
    ['CLOUDINARY_URL', 'cloudinary://key:s3cret', '****'],
    ['DATABASE_URL', 'postgres://ferry:s3cret@db/state', 'postgres://***@db/state'],
    ['DATABASE_URL', 'postgres://db/state?password=s3cret', 'postgres://db/state?password=***'],
    ['DATABASE_URL', '/var/ferry/state.db', '/var/ferry/state.db'],
  ])('%s=%s is shown as %s', (key, value, shown) => {
    expect(loadSettings(cwd, { [key]: value }).list()).toEqual([{ key, value: shown, origin: 'environment' }]);
  });

  test('what is listed holds no secret, wherever it came from', () => {
    write('.env', 'CLOUDINARY_API_SECRET=the-whole-secret\n');
    write('ferry.yaml', 'API_SECRET: the-whole-secret\nprofiles: { work: { API_SECRET: the-whole-secret } }\n');
    expect(inspect(loadSettings(cwd, {}).list(), { depth: null })).not.toContain('the-whole-secret');
  });
});
