import { resolve } from 'node:path';
import { z } from 'zod';
import { cleanRoot } from '../core/naming';
import type { Location } from '../core/location';
import type { TransferSpec } from '../core/spec';
import type { OptionDoc, SpecContext } from './job-type';
import { jobNameOf } from './job-name';

const fewestFoldersAtOnce = 4;
const mostFoldersAtOnce = 16;

/** Input that every job which brings assets to Cloudinary takes. */
export const transferFields = {
  concurrency: z.number().int().min(1).max(500).optional(),
  folder: z.string().optional(),
  recursive: z.boolean().default(true),
  onExisting: z.enum(['skip', 'overwrite', 'rename']).default('skip'),
  onCollision: z.enum(['suffix', 'fail']).default('suffix'),
  resourceType: z.enum(['image', 'video', 'raw', 'auto']).default('image'),
  useFilename: z.boolean().optional(),
  uniqueFilename: z.boolean().optional(),
  tags: z.array(z.string().min(1)).default([]),
  context: z.record(z.string(), z.string()).default({}),
  metadata: z.record(z.string(), z.string()).default({}),
  preset: z.string().min(1).optional(),
  eager: z.array(z.string().min(1)).default([]),
  shrinkOver: z.number().int().min(10_000, '--shrink-over must be at least 10kB.').optional(),
  tps: z.number().positive().optional(),
  leaveQuota: z.number().int().min(0).default(0),
  profile: z.string().min(1).optional(),
  output: z.string().min(1).optional(),
  pageSize: z.number().int().min(1).max(1000).default(500),
};

/** How bytes get to Cloudinary, for sources that can give out links. */
export const viaField = z.enum(['auto', 'worker']).default('auto');

/** The option of `viaField`. */
export const viaOption: OptionDoc = {
  flags: '--via <way>',
  field: 'via',
  summary: 'auto: Cloudinary fetches from a temporary link where it can; worker: all bytes go through here',
  kind: 'text',
};

type TransferInput = z.output<z.ZodObject<typeof transferFields>>;

/** Options of those fields on the command line. @param concurrency What holds when the number is not given. */
export function transferOptions(concurrency: number): OptionDoc[] {
  return [
    {
      flags: '--concurrency <n>',
      field: 'concurrency',
      summary: `uploads at once over all folders (default ${concurrency})`,
      kind: 'number',
    },
    { flags: '--max-workers <n>', field: 'concurrency', summary: 'the same as --concurrency', kind: 'number' },
    {
      flags: '--folder <path>',
      field: 'folder',
      summary: 'folder at Cloudinary (default: CLOUDINARY_FOLDER)',
      kind: 'text',
    },
    { flags: '--no-recursive', field: 'recursive', summary: 'leave subfolders out', kind: 'flag' },
    {
      flags: '--on-existing <what>',
      field: 'onExisting',
      summary: 'skip, overwrite or rename when other content has the name (default skip)',
      kind: 'text',
    },
    {
      flags: '--on-collision <what>',
      field: 'onCollision',
      summary: 'suffix or fail when two files would get one name (default suffix)',
      kind: 'text',
    },
    {
      flags: '--resource-type <type>',
      field: 'resourceType',
      summary: 'image, video, raw or auto (default image)',
      kind: 'text',
    },
    { flags: '--tag <tag>', field: 'tags', summary: 'tag for every asset; may be repeated', kind: 'list' },
    {
      flags: '--context <key=value>',
      field: 'context',
      summary: 'context for every asset; may be repeated',
      kind: 'pairs',
    },
    {
      flags: '--metadata <id=value>',
      field: 'metadata',
      summary: 'structured metadata for every asset; may be repeated',
      kind: 'pairs',
    },
    { flags: '--preset <name>', field: 'preset', summary: 'upload preset', kind: 'text' },
    {
      flags: '--eager <transformation>',
      field: 'eager',
      summary: 'transformation to make at once; may be repeated',
      kind: 'list',
    },
    {
      flags: '--shrink-over <size>',
      field: 'shrinkOver',
      summary: 'make bigger images smaller, e.g. 20MB',
      kind: 'bytes',
    },
    { flags: '--tps <n>', field: 'tps', summary: 'start at most so many uploads a second', kind: 'number' },
    {
      flags: '--leave-quota <n>',
      field: 'leaveQuota',
      summary: 'Admin API calls of each hour to leave to others',
      kind: 'number',
    },
    { flags: '--profile <name>', field: 'profile', summary: 'credentials profile of ferry.yaml', kind: 'text' },
    { flags: '-o, --output <file>', field: 'output', summary: 'write the result CSV here as well', kind: 'text' },
    { flags: '--page-size <n>', field: 'pageSize', summary: 'files listed at once (default 500)', kind: 'number' },
  ];
}

interface TransferJob {
  type: string;
  /** What the job's id is made of: a folder's name. */
  name: string;
  source: Location;
  /** Folder below the chosen one at Cloudinary. */
  below?: string;
  via: 'auto' | 'worker';
  defaultConcurrency: number;
}

/** The spec of a job that brings assets to Cloudinary. */
export function transferSpec(input: TransferInput, context: SpecContext, job: TransferJob): TransferSpec {
  const { setting, cwd } = context;
  const concurrency = input.concurrency ?? job.defaultConcurrency;
  const folder = input.folder ?? setting('CLOUDINARY_FOLDER') ?? '';
  return {
    type: job.type,
    name: jobNameOf(job.name),
    source: job.source,
    destination: {
      provider: 'cloudinary',
      profile: input.profile,
      root: cleanRoot([folder, job.below ?? ''].join('/')),
    },
    planner: 'transfer',
    transfer: {
      recursive: input.recursive,
      wanted: input.resourceType,
      onExisting: input.onExisting,
      onCollision: input.onCollision,
      useFilename: input.useFilename ?? flagSetting(setting, 'USE_FILENAME', true),
      uniqueFilename: input.uniqueFilename ?? flagSetting(setting, 'UNIQUE_FILENAME', false),
      via: job.via,
      shrinkOverBytes: input.shrinkOver,
      attributes: {
        tags: input.tags,
        context: input.context,
        metadata: input.metadata,
        preset: input.preset,
        eager: input.eager,
      },
    },
    concurrency,
    tps: input.tps,
    leaveQuota: input.leaveQuota,
    // A tiny folder spends more time on beginning and ending than on its assets: more of them at once, more at work.
    folders: Math.min(mostFoldersAtOnce, Math.max(fewestFoldersAtOnce, Math.ceil(concurrency / 2))),
    pageSize: input.pageSize,
    reportPath: input.output === undefined ? undefined : resolve(cwd, input.output),
  };
}

function flagSetting(setting: (key: string) => string | undefined, key: string, fallback: boolean): boolean {
  const text = setting(key)?.trim().toLowerCase();
  if (text === undefined || text === '') return fallback;
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (['false', '0', 'no', 'off'].includes(text)) return false;
  throw new z.ZodError([
    { code: 'custom', path: [key], message: `${key} must be true or false, not "${text}".`, input: text },
  ]);
}
