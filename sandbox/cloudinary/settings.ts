import { z } from 'zod';
import { ControlError } from '../frame/control-error';

const count = z.int().min(0);

/** What `POST /__limits` with `service: "cloudinary"` takes. */
const settingsSchema = z.strictObject({
  /** Which account, by cloud name; absent: the first. */
  cloud: z.string(),
  /** Calls of the Admin API an hour: 500 for a free plan, 2000 for paid ones. */
  adminPerHour: count,
  /** Calls left in this window. */
  adminRemaining: count,
  /** When this window ends; afterwards the full quota is there again. */
  resetAt: z.union([z.iso.datetime({ offset: true }), z.number()]).nullable(),
  /** Length of a window in place of "until the next full hour". */
  windowMs: z.number().min(1).nullable(),
  /** More uploads than this at once are answered 420; null: any number. */
  uploadConcurrency: count.nullable(),
  maxBytes: z.strictObject({ image: count, video: count, raw: count }).partial(),
  requestMaxBytes: count,
  /** Chunks but the last may not be smaller. */
  minChunkBytes: count,
  folderMode: z.enum(['fixed', 'dynamic']),
  /** How long a change takes to be found by search. */
  searchLagMs: z.number().min(0),
  /** Longest silence of a server that a remote file is fetched from. */
  fetchPatienceMs: z.number().min(1),
  /** Status of a refused call. */
  status: z.union([z.literal(420), z.literal(429)]),
  /** Whether Admin answers carry X-FeatureRateLimit headers. */
  headers: z.boolean(),
  /** The one algorithm the account takes; null: either. */
  signatureAlgorithm: z.enum(['sha1', 'sha256']).nullable(),
  /** Whether overwriting an asset clears its tags, context and metadata. */
  overwriteClears: z.boolean(),
  useOverwriteClears: z.boolean(),
});

export type SettingsInput = Partial<z.infer<typeof settingsSchema>>;

/** How an account behaves. */
export interface Settings {
  adminPerHour: number;
  windowMs: number | null;
  uploadConcurrency: number | null;
  maxBytes: { image: number; video: number; raw: number };
  requestMaxBytes: number;
  minChunkBytes: number;
  folderMode: 'fixed' | 'dynamic';
  searchLagMs: number;
  fetchPatienceMs: number;
  status: 420 | 429;
  headers: boolean;
  signatureAlgorithm: 'sha1' | 'sha256' | null;
  overwriteClears: boolean;
}

const mebibyte = 1024 * 1024;

/**
 * A paid account with dynamic folders. Quotas: Cloudinary support article on Admin API limits; 100 MB a request and
 * 5 MB a chunk: Cloudinary upload API reference, chunked upload.
 */
export function defaultSettings(): Settings {
  return {
    adminPerHour: 2000,
    windowMs: null,
    uploadConcurrency: null,
    maxBytes: { image: 100 * mebibyte, video: 4096 * mebibyte, raw: 4096 * mebibyte },
    requestMaxBytes: 100 * mebibyte,
    minChunkBytes: 5 * mebibyte,
    folderMode: 'dynamic',
    searchLagMs: 0,
    fetchPatienceMs: 30_000,
    status: 420,
    headers: true,
    signatureAlgorithm: null,
    overwriteClears: false,
  };
}

/** Checks what a client asks for. */
export function parseSettings(input: unknown): SettingsInput {
  const parsed = settingsSchema.partial().safeParse(input);
  if (!parsed.success) throw new ControlError(`Not limits of cloudinary: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** The settings after a change. */
export function mergeSettings(settings: Settings, input: SettingsInput): Settings {
  const { maxBytes, useOverwriteClears, ...others } = input;
  const known = Object.entries(others).filter(([name, value]) => name in settings && value !== undefined);
  return {
    ...settings,
    ...(Object.fromEntries(known) as Partial<Settings>),
    maxBytes: { ...settings.maxBytes, ...maxBytes },
    overwriteClears: useOverwriteClears ?? others.overwriteClears ?? settings.overwriteClears,
  };
}
