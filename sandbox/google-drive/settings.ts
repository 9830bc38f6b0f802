import { z } from 'zod';
import { authActions, authSettings, defaultAuthSettings } from '../google-auth/settings';
import { ControlError } from '../frame/control-error';

const count = z.int().min(0);

/** How Drive behaves; what `POST /__limits` with `service: "google-drive"` takes. */
const settingsSchema = z.strictObject({
  ...authSettings,
  /** Most entries of one page of a listing, whatever was asked for. */
  pageLimit: z.int().min(1),
  /** So many empty pages with a `nextPageToken` come before each page of a listing. */
  emptyPages: count,
  /** Listings say that not everything was looked at. */
  incompleteSearch: z.boolean(),
  /** Calls left before they are refused until `resetAt`; null: any number. */
  callsLeft: count.nullable(),
  /** When calls are taken again (ISO); null: when somebody says so. */
  resetAt: z.iso.datetime({ offset: true }).nullable(),
  limitForm: z.enum(['userRateLimitExceeded', 'rateLimitExceeded', 'tooManyRequests', 'dailyLimitExceeded']),
  /** Bytes that may still be uploaded and downloaded today; null: any number. */
  uploadBytesLeft: count.nullable(),
  egressBytesLeft: count.nullable(),
  /** Room of the person; null: any. */
  storageBytes: count.nullable(),
  /** The service account may own files; newer ones may not. */
  serviceAccountStorage: z.boolean(),
  /** Most items of a shared drive. */
  driveItems: count,
  /** Life of a resumable upload, and what is answered when it is over. */
  sessionSeconds: z.number().min(0),
  sessionGoneStatus: z.union([z.literal(404), z.literal(410)]),
  /** A chunk of a resumable upload is taken up to so many bytes only; null: all of it. */
  chunkKeepBytes: count.nullable(),
});

const actionsSchema = z.strictObject({
  ...authActions,
  /** Every page token that was given is dead: 400. */
  resetPageTokens: z.boolean(),
});

export interface Settings extends z.infer<typeof settingsSchema> {
  /** Page tokens given under another generation are dead. */
  pageTokenGeneration: number;
}

export type Actions = Partial<z.infer<typeof actionsSchema>>;

/** A week, 500 000 items: Drive API v3, "Upload file data" and "Shared drive limits". */
export function defaultSettings(): Settings {
  return {
    ...defaultAuthSettings(),
    pageLimit: 1000,
    emptyPages: 0,
    incompleteSearch: false,
    callsLeft: null,
    resetAt: null,
    limitForm: 'userRateLimitExceeded',
    uploadBytesLeft: null,
    egressBytesLeft: null,
    storageBytes: null,
    serviceAccountStorage: true,
    driveItems: 500_000,
    sessionSeconds: 7 * 24 * 3600,
    sessionGoneStatus: 404,
    chunkKeepBytes: null,
    pageTokenGeneration: 0,
  };
}

/** Checks what a client asks for. */
export function parseLimits(input: unknown): { change: Partial<Settings>; actions: Actions } {
  const parsed = z
    .strictObject({ ...settingsSchema.shape, ...actionsSchema.shape })
    .partial()
    .safeParse(input);
  if (!parsed.success) throw new ControlError(`Not limits of google-drive: ${z.prettifyError(parsed.error)}`);
  const { expireTokens, revokeConsent, resetPageTokens, ...change } = parsed.data;
  return { change, actions: { expireTokens, revokeConsent, resetPageTokens } };
}
