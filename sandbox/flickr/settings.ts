import { z } from 'zod';
import { ControlError } from '../frame/control-error';

const count = z.int().min(0);
const mebibyte = 1024 * 1024;

/** How the account behaves; what `POST /__limits` with `service: "flickr"` takes. */
const settingsSchema = z.strictObject({
  /** Calls of API and uploads together that the key has in an hour; null: any number. */
  callsPerHour: count.nullable(),
  /** Files the image host gives away before it answers 429, until this is set again; null: any number. */
  downloadsLeft: count.nullable(),
  /** In listings of photos every so many-th place is one that Flickr keeps to itself; null: none is. */
  leaveOutEvery: z.int().min(2).nullable(),
  /** Photos that a search finds at most, however many fit. */
  searchLimit: z.int().min(1),
  /** Searches do not know what came or changed in the last milliseconds. */
  searchLagMs: count,
  /** Most photos of an album, and most albums; null: any number. */
  albumPhotos: z.int().min(1),
  albums: count.nullable(),
  /** Most tags of a photo. */
  tagsOfPhoto: count,
  /** Bytes of one photo, of one video. */
  photoMaxBytes: count,
  videoMaxBytes: count,
  /** Uploads left before codes 6 and 7; null: any number. */
  photoUploadsLeft: count.nullable(),
  videoUploadsLeft: count.nullable(),
  /** Uploads are refused with code 14 and these seconds to wait; null: they are taken. */
  capacityWaitSeconds: count.nullable(),
  /** How often a ticket is not complete before it is. */
  ticketChecks: count,
  /** What a photo's visibility is where an upload does not say. */
  defaultIsPublic: z.boolean(),
  /** How far from now a timestamp may be. */
  timestampToleranceSeconds: count,
  /** How the API refuses a signature: code 96 with HTTP 200, or the text of the sign-in with 401. */
  refusalForm: z.enum(['code', 'text']),
  /** Whether the person is asked for consent, or answers at once. */
  consent: z.enum(['ask', 'yes', 'no']),
});

const actionsSchema = z.strictObject({
  /** Calls left in the hour that runs now, and when it ends (ISO; in an hour unless said). */
  callsLeft: count,
  resetAt: z.iso.datetime({ offset: true }),
  /** The person takes the consent back: every token ends. */
  revokeConsent: z.boolean(),
});

export type Settings = z.infer<typeof settingsSchema>;
export type Actions = Partial<z.infer<typeof actionsSchema>>;

/**
 * An account as most are. 3600 calls, 4000 results: Flickr developer guide and `flickr.photos.search`; 200 MB, 1 GB,
 * 5000 photos of an album and 75 tags: Flickr help.
 */
export function defaultSettings(): Settings {
  return {
    callsPerHour: 3600,
    downloadsLeft: null,
    leaveOutEvery: 100,
    searchLimit: 4000,
    searchLagMs: 0,
    albumPhotos: 5000,
    albums: null,
    tagsOfPhoto: 75,
    photoMaxBytes: 200 * mebibyte,
    videoMaxBytes: 1024 * mebibyte,
    photoUploadsLeft: null,
    videoUploadsLeft: null,
    capacityWaitSeconds: null,
    ticketChecks: 0,
    defaultIsPublic: true,
    timestampToleranceSeconds: 600,
    refusalForm: 'code',
    consent: 'ask',
  };
}

/** Checks what a client asks for. @throws {ControlError} */
export function parseLimits(input: unknown): { change: Partial<Settings>; actions: Actions } {
  const parsed = z
    .strictObject({ ...settingsSchema.shape, ...actionsSchema.shape })
    .partial()
    .safeParse(input);
  if (!parsed.success) throw new ControlError(`Not limits of flickr: ${z.prettifyError(parsed.error)}`);
  const { callsLeft, resetAt, revokeConsent, ...change } = parsed.data;
  return { change, actions: { callsLeft, resetAt, revokeConsent } };
}
