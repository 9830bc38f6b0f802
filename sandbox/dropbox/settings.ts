import { z } from 'zod';
import { ControlError } from '../frame/control-error';

const count = z.int().min(0);
const mebibyte = 1024 * 1024;

/** How the account behaves; what `POST /__limits` with `service: "dropbox"` takes. */
const settingsSchema = z.strictObject({
  /** Most entries of one page of a listing. */
  listLimit: z.int().min(1),
  /** A page may hold so many entries more than were asked for: `limit` is approximate. */
  listExtra: count,
  /** So many empty pages with `has_more` come before each page of a listing. */
  emptyPages: count,
  /** Bytes of one request. */
  uploadMaxBytes: count,
  /** Room of the account; null: any. */
  spaceBytes: count.nullable(),
  /** Life of a temporary link, and how often it serves; null: any number of times. */
  linkSeconds: z.number().min(0),
  linkUses: count.nullable(),
  /** Life of an access token that is given from now on, in seconds and in calls. */
  tokenSeconds: count,
  tokenCalls: count.nullable(),
  sessionSeconds: z.number().min(0),
  /** More writes than this at once are answered `too_many_write_operations`; null: any number. */
  writesAtOnce: count.nullable(),
  /** Calls left before 429 until `resetAt`; null: any number. */
  callsLeft: count.nullable(),
  /** When calls are taken again (ISO). */
  resetAt: z.iso.datetime({ offset: true }).nullable(),
  /** How a 429 is written: JSON, plain text, or JSON that does not say when to come again. */
  limitForm: z.enum(['json', 'text', 'bare']),
  /** Nothing may be written. */
  readOnly: z.boolean(),
  /** Scopes that no token has, and scopes the app itself lacks. */
  missingScopes: z.array(z.string()),
  appLacksScopes: z.array(z.string()),
  /** The person says no. */
  denyConsent: z.boolean(),
  /** Cursors given under another generation are dead. */
  cursorGeneration: count,
});

const actionsSchema = z.strictObject({
  /** Every cursor that was given is dead: `reset`. */
  resetCursors: z.boolean(),
  /** Every access token that was given has expired. */
  expireTokens: z.boolean(),
  /** The person takes the consent back. */
  revokeConsent: z.boolean(),
});

export type Settings = z.infer<typeof settingsSchema>;
export type Actions = Partial<z.infer<typeof actionsSchema>>;

/** An account as most are. 150 MiB, 4 hours, 7 days: Dropbox API v2, `files/upload` and its neighbours. */
export function defaultSettings(): Settings {
  return {
    listLimit: 2000,
    listExtra: 0,
    emptyPages: 0,
    uploadMaxBytes: 150 * mebibyte,
    spaceBytes: null,
    linkSeconds: 4 * 3600,
    linkUses: null,
    tokenSeconds: 14_400,
    tokenCalls: null,
    sessionSeconds: 7 * 24 * 3600,
    writesAtOnce: null,
    callsLeft: null,
    resetAt: null,
    limitForm: 'json',
    readOnly: false,
    missingScopes: [],
    appLacksScopes: [],
    denyConsent: false,
    cursorGeneration: 0,
  };
}

/** Checks what a client asks for. */
export function parseLimits(input: unknown): { change: Partial<Settings>; actions: Actions } {
  const parsed = z
    .strictObject({ ...settingsSchema.shape, ...actionsSchema.shape })
    .partial()
    .safeParse(input);
  if (!parsed.success) throw new ControlError(`Not limits of dropbox: ${z.prettifyError(parsed.error)}`);
  const { resetCursors, expireTokens, revokeConsent, ...change } = parsed.data;
  return { change, actions: { resetCursors, expireTokens, revokeConsent } };
}
