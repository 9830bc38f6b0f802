import { existsSync, readFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { errorFacts } from './core/error-facts';
import { redactUrl } from './core/redact';

/** Settings are malformed; every fault is named at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** How to reach a Temporal server that is not ours. */
export interface TemporalSettings {
  /** Absent: an embedded server is found or started. */
  address?: string;
  namespace: string;
  apiKey?: string;
  tlsCertPath?: string;
  tlsKeyPath?: string;
  /** The `temporal` program to start an embedded server with. */
  cliPath?: string;
}

/** Where a setting's value came from. */
export type Origin = 'environment' | '.env' | 'ferry.yaml' | 'default';

export interface Settings {
  /** Folder of the state database, the embedded server and the reports. */
  home: string;
  cacheDir: string;
  reportsDir: string;
  scratchDir: string;
  /** Where jobs keep copies of the CSVs they work on. */
  inputsDir: string;
  /** Cells of CSVs that a spreadsheet would take for formulas are put out of action. */
  safeCells: boolean;
  databaseUrl: string;
  temporal: TemporalSettings;
  /** Port of the embedded server and of its Web UI, when they are to be fixed. */
  embeddedPort?: number;
  embeddedUiPort?: number;
  /** The program search path, for finding `temporal` and `go`. */
  path: string;
  /** The environment for a worker that is started as a process of its own. */
  environment: Record<string, string>;
  user: string;
  isColourWanted: boolean;
  /** One setting by its name, from a credentials profile when one is named. */
  setting(key: string, profile?: string): string | undefined;
  /** Defaults of a job type: a section of `ferry.yaml` that is named after it. */
  section(name: string): Record<string, unknown>;
  /** Credentials profiles of `ferry.yaml`. */
  profiles: string[];
  /** Every setting that has a value, with where it came from. */
  list(): { key: string; value: string; origin: Origin }[];
}

const yamlFile = z.record(z.string(), z.unknown());
const profilesSchema = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])));

interface YamlFile {
  values: Record<string, string>;
  profiles: Record<string, Record<string, string>>;
  sections: Record<string, Record<string, unknown>>;
}

interface Layer {
  origin: Origin;
  values: Record<string, string>;
}

/**
 * Reads all settings: environment, then `.env`, then `ferry.yaml` of the working directory. The only reader of
 * `process.env`.
 * @throws {SettingsError} with every fault there is.
 */
export function loadSettings(cwd: string = process.cwd(), env: NodeJS.ProcessEnv = process.env): Settings {
  const faults: string[] = [];
  const yaml = readYaml(join(cwd, 'ferry.yaml'), faults);
  const layers: Layer[] = [
    { origin: 'environment', values: present(env) },
    { origin: '.env', values: readDotEnv(join(cwd, '.env'), faults) },
    { origin: 'ferry.yaml', values: yaml.values },
  ];
  const find = (key: string): { value: string; origin: Origin } | undefined => {
    for (const { origin, values } of layers) {
      const value = values[key];
      if (value !== undefined && value !== '') return { value, origin };
    }
    return undefined;
  };
  const setting = (key: string, profile?: string): string | undefined =>
    key === 'FERRY_CREDENTIALS_DIR'
      ? credentialsDir(profile)
      : profile === undefined
        ? find(key)?.value
        : yaml.profiles[profile]?.[key];
  const port = (key: string): number | undefined => {
    const text = setting(key);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
    faults.push(`${key} must be a port number from 1 to 65535, not "${text}".`);
    return undefined;
  };

  const home = resolve(cwd, find('FERRY_HOME')?.value ?? join(homedir(), '.assetferry'));
  const credentialsDir = (profile?: string): string =>
    join(find('FERRY_CREDENTIALS_DIR')?.value ?? join(home, 'credentials'), profile ?? '');
  const databaseUrl = setting('DATABASE_URL') ?? join(home, 'state.db');
  if (/^[a-z]+:\/\//i.test(databaseUrl) && !/^(postgres(ql)?):\/\//.test(databaseUrl)) {
    faults.push('DATABASE_URL must be postgres://user:password@host/database, or the path of an SQLite file.');
  }
  const embeddedPort = port('FERRY_TEMPORAL_PORT');
  const embeddedUiPort = port('FERRY_TEMPORAL_UI_PORT');
  const safeCells = !/^(false|0|no|off)$/i.test(setting('FERRY_SAFE_CELLS') ?? 'true');
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));

  return {
    home,
    cacheDir: join(setting('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'assetferry'),
    reportsDir: join(home, 'reports'),
    scratchDir: join(home, 'scratch'),
    inputsDir: join(home, 'inputs'),
    safeCells,
    databaseUrl,
    temporal: {
      address: setting('TEMPORAL_ADDRESS'),
      namespace: setting('TEMPORAL_NAMESPACE') ?? 'default',
      apiKey: setting('TEMPORAL_API_KEY'),
      tlsCertPath: setting('TEMPORAL_TLS_CLIENT_CERT_PATH'),
      tlsKeyPath: setting('TEMPORAL_TLS_CLIENT_KEY_PATH'),
      cliPath: setting('TEMPORAL_CLI_PATH'),
    },
    embeddedPort,
    embeddedUiPort,
    path: env.PATH ?? '',
    environment: present(env),
    user: `${userName(env)}@${hostname()}`,
    isColourWanted: env.NO_COLOR === undefined || env.NO_COLOR === '',
    setting,
    section: (name) => yaml.sections[name] ?? {},
    profiles: Object.keys(yaml.profiles),
    list: () => listKnown(find),
  };
}

/** Settings that `ferry config show` speaks of. */
const knownKeys = [
  'CLOUDINARY_CLOUD_NAME',
  'CLOUDINARY_API_KEY',
  'CLOUDINARY_API_SECRET',
  'CLOUDINARY_URL',
  'CLOUDINARY_UPLOAD_PREFIX',
  'CLOUDINARY_FOLDER',
  'USE_FILENAME',
  'UNIQUE_FILENAME',
  'CLOUD_NAME',
  'API_KEY',
  'API_SECRET',
  'GOOGLE_DRIVE_CREDENTIALS_FILE',
  'GOOGLE_API_URL',
  'DROPBOX_TOKEN',
  'DROPBOX_APP_KEY',
  'DROPBOX_APP_SECRET',
  'DROPBOX_REFRESH_TOKEN',
  'DROPBOX_API_URL',
  'FLICKR_API_KEY',
  'FLICKR_API_SECRET',
  'FLICKR_OAUTH_TOKEN',
  'FLICKR_OAUTH_TOKEN_SECRET',
  'FLICKR_USER_ID',
  'FLICKR_API_URL',
  'FLICKR_CALLS_PER_HOUR',
  'EAN_DATABASE_URL',
  'EAN_TABLE',
  'EAN_COLUMN',
  'EAN_IMAGE_COLUMNS',
  'DATABASE_URL',
  'FERRY_HOME',
  'FERRY_CREDENTIALS_DIR',
  'FERRY_SAFE_CELLS',
  'FERRY_API_TOKEN',
  'FERRY_TEMPORAL_PORT',
  'FERRY_TEMPORAL_UI_PORT',
  'FERRY_MAX_CACHED_WORKFLOWS',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_CLI_PATH',
];

function listKnown(find: (key: string) => { value: string; origin: Origin } | undefined) {
  return knownKeys.flatMap((key) => {
    const found = find(key);
    return found === undefined ? [] : [{ key, ...found, value: mask(key, found.value) }];
  });
}

/** Secrets are never shown: a key is known by its last four characters. */
function mask(key: string, value: string): string {
  if (key === 'CLOUDINARY_URL' && !value.includes('@')) return '****'; // Malformed: any part may be the secret.
  if (/URL$/.test(key)) return redactUrl(value);
  if (/(SECRET|TOKEN)$/.test(key)) return '****';
  if (/KEY$/.test(key)) return value.length > 8 ? `****${value.slice(-4)}` : '****';
  return value;
}

function present(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function readDotEnv(file: string, faults: string[]): Record<string, string> {
  if (!existsSync(file)) return {};
  try {
    return present(parseEnv(readFileSync(file, 'utf8')));
  } catch (error) {
    faults.push(`${file} cannot be read: ${errorFacts(error).message}`);
    return {};
  }
}

function readYaml(file: string, faults: string[]): YamlFile {
  if (!existsSync(file)) return { values: {}, profiles: {}, sections: {} };
  try {
    const { profiles, ...rest } = yamlFile.parse(parseYaml(readFileSync(file, 'utf8')) ?? {});
    const named = profilesSchema.parse(profiles ?? {});
    return {
      values: upperCased(rest),
      sections: sectionsOf(rest),
      profiles: Object.fromEntries(Object.entries(named).map(([name, values]) => [name, upperCased(values)])),
    };
  } catch (error) {
    faults.push(`${file} is not what it should be: ${faultOf(error)}`);
    return { values: {}, profiles: {}, sections: {} };
  }
}

/** What is wrong with a file, without the lines of the file that parsers like to quote: they may hold a secret. */
function faultOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');
  }
  return errorFacts(error).message.split('\n')[0] ?? '';
}

/** Parts of the file that hold more than one value. */
function sectionsOf(values: Record<string, unknown>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const section = yamlFile.safeParse(value);
      return section.success && !Array.isArray(value) ? [[name, section.data]] : [];
    }),
  );
}

function upperCased(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[key.toUpperCase(), String(value)]]
        : [],
    ),
  );
}

function userName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER ?? 'unknown';
  }
}
