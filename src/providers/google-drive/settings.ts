import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorFacts } from '../../core/error-facts';
import type { ProviderContext, SettingsResult } from '../provider';

/** Who calls Google: a program with a key of its own, or a person who has signed in. */
export type GoogleCredentials =
  | { kind: 'service-account'; clientEmail: string; privateKey: string }
  | { kind: 'user'; clientId: string; clientSecret: string; refreshToken: string };

/** The program as it is registered at Google, for signing in. */
export interface GoogleProgram {
  clientId: string;
  clientSecret: string;
}

/** What is needed to call Drive. */
export interface GoogleDriveSettings {
  credentials: GoogleCredentials;
  /** Where all of Google's hosts are, when it is not Google: a sandbox. */
  apiUrl?: string;
  /** Names the user in quotas: an email address, or eight digits that stand for a sign-in. */
  who: string;
}

const serviceAccount = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
});
const authorizedUser = z.object({
  type: z.literal('authorized_user'),
  client_id: z.string().min(1),
  client_secret: z.string().default(''),
  refresh_token: z.string().min(1),
});
const program = z.object({ client_id: z.string().min(1), client_secret: z.string().default('') });
const clientFile = z.union([z.object({ installed: program }), z.object({ web: program })]);

const signIn = 'Sign in: ferry auth login google.';
const howTo =
  'Set GOOGLE_DRIVE_CREDENTIALS_FILE to the JSON file of a service account or of an OAuth client (Google Cloud console, APIs and services, Credentials).';

type Setting = ProviderContext['setting'];

/**
 * Reads whose Drive is meant: a service account or an authorized user from the credentials file, or what
 * `ferry auth login google` has kept.
 */
export function readGoogleDriveSettings(setting: Setting): SettingsResult<GoogleDriveSettings> {
  const apiUrl = setting('GOOGLE_API_URL');
  const file = setting('GOOGLE_DRIVE_CREDENTIALS_FILE');
  const found = file === undefined ? undefined : readJson(file, 'GOOGLE_DRIVE_CREDENTIALS_FILE');
  if (found !== undefined && !found.ok) return { ok: false, problems: [found.problem] };
  if (found !== undefined) {
    const account = serviceAccount.safeParse(found.json);
    if (account.success) {
      const { client_email: clientEmail, private_key: privateKey } = account.data;
      return settingsOf({ kind: 'service-account', clientEmail, privateKey }, apiUrl);
    }
    const user = authorizedUser.safeParse(found.json);
    if (user.success) return settingsOf(userOf(user.data), apiUrl);
    if (!clientFile.safeParse(found.json).success) {
      const problem = `${file ?? ''} is no credentials file of Google: it is neither a service account nor an OAuth client. ${howTo}`;
      return { ok: false, problems: [problem] };
    }
  }
  return readKept(setting, apiUrl, file);
}

function readKept(
  setting: Setting,
  apiUrl: string | undefined,
  file: string | undefined,
): SettingsResult<GoogleDriveSettings> {
  const kept = readJson(join(setting('FERRY_CREDENTIALS_DIR') ?? '', 'google.json'), 'The sign-in');
  if (!kept.ok) {
    const problem =
      file === undefined
        ? `There are no Google credentials. ${howTo} With an OAuth client: ferry auth login google.`
        : `Nobody has signed in to Google with ${file} yet. ${signIn}`;
    return { ok: false, problems: [kept.isMissing ? problem : kept.problem] };
  }
  const user = authorizedUser.safeParse(kept.json);
  if (user.success) return settingsOf(userOf(user.data), apiUrl);
  return { ok: false, problems: [`What was kept of the sign-in to Google cannot be read. ${signIn}`] };
}

/** Reads the program for a sign-in out of GOOGLE_DRIVE_CREDENTIALS_FILE. */
export function readGoogleProgram(setting: Setting): SettingsResult<GoogleProgram> {
  const file = setting('GOOGLE_DRIVE_CREDENTIALS_FILE');
  const needed =
    'Signing in needs an OAuth client of type "Desktop app" (Google Cloud console, APIs and services, Credentials): download its JSON and set GOOGLE_DRIVE_CREDENTIALS_FILE to it.';
  if (file === undefined) return { ok: false, problems: [needed] };
  const found = readJson(file, 'GOOGLE_DRIVE_CREDENTIALS_FILE');
  if (!found.ok) return { ok: false, problems: [found.problem] };
  const client = clientFile.safeParse(found.json);
  if (!client.success) return { ok: false, problems: [`${file} is no OAuth client. ${needed}`] };
  const data = 'installed' in client.data ? client.data.installed : client.data.web;
  return { ok: true, settings: { clientId: data.client_id, clientSecret: data.client_secret } };
}

/** The text that `ferry auth login google` keeps, read back. @throws when it is none. */
export function readAuthorizedUser(credentials: string): Extract<GoogleCredentials, { kind: 'user' }> {
  return userOf(authorizedUser.parse(JSON.parse(credentials)));
}

function userOf(data: z.output<typeof authorizedUser>): Extract<GoogleCredentials, { kind: 'user' }> {
  return { kind: 'user', clientId: data.client_id, clientSecret: data.client_secret, refreshToken: data.refresh_token };
}

function settingsOf(credentials: GoogleCredentials, apiUrl: string | undefined): SettingsResult<GoogleDriveSettings> {
  return { ok: true, settings: { credentials, apiUrl, who: whoOf(credentials) } };
}

/** Names a user in quotas, with nothing of a secret in it. */
export function whoOf(credentials: GoogleCredentials): string {
  if (credentials.kind === 'service-account') return credentials.clientEmail;
  const { clientId, refreshToken } = credentials;
  return createHash('sha256').update(`${clientId} ${refreshToken}`).digest('hex').slice(0, 8);
}

type Json = { ok: true; json: unknown } | { ok: false; problem: string; isMissing: boolean };

/** Parsers quote what they stumble over: no word of theirs is passed on, it may be a secret. */
function readJson(file: string, what: string): Json {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = errorFacts(error);
    return {
      ok: false,
      problem: `${what}: ${file} cannot be read (${code ?? 'unknown'}).`,
      isMissing: code === 'ENOENT',
    };
  }
  try {
    return { ok: true, json: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, problem: `${what}: ${file} is not JSON.`, isMissing: false };
  }
}
