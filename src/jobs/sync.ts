import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Location } from '../core/location';
import { formatLocation } from '../core/location';
import type { SyncSpec } from '../core/spec';
import { jobNameOf } from './job-name';
import { defineJobType } from './job-type';

/** Photos at once for each service: Flickr's image host takes little more. */
const syncConcurrency = 4;

const defaultExclude = ['^\\.', '^__', '^@eaDir$'];
const defaultExcludeInTitle = ['^_'];

/** Where albums are folders of Google Drive, unless somebody says otherwise. */
const defaultBaseFolder = 'Albums';

const pattern = z.string().refine(isPattern, {
  error: ({ input }) => `"${String(input)}" is no regular expression. Try it without its brackets.`,
});

/** One pattern, or several. */
const patterns = z.union([z.array(pattern), pattern.transform((one) => [one])]);

/** `ferry sync <dir>`: album folders in step with Flickr, Google Drive, or both. */
export const sync = defineJobType({
  name: 'sync',
  command: 'sync',
  summary: 'keep album folders in step with Flickr, Google Drive, or both',
  arguments: [{ name: 'dir', field: 'dir', summary: 'the folder of the albums', required: true, kind: 'text' }],
  options: [
    { flags: '--with <service>', field: 'with', summary: 'flickr, drive or both', kind: 'text' },
    {
      flags: '--upload',
      field: 'upload',
      summary: 'bring changes made here there (and nothing here, without --save)',
      kind: 'flag',
    },
    {
      flags: '--save',
      field: 'save',
      summary: 'bring changes made there here (and nothing there, without --upload)',
      kind: 'flag',
    },
    { flags: '--delete', field: 'delete', summary: 'bring deletions too', kind: 'flag' },
    {
      flags: '--approve',
      field: 'approve',
      summary: 'with --delete: wait until somebody approves of the deletions',
      kind: 'flag',
    },
    { flags: '--max <n>', field: 'max', summary: 'at most so many operations for each service', kind: 'number' },
    {
      flags: '--wait <seconds>',
      field: 'wait',
      summary: 'begin an operation of each service only so often',
      kind: 'number',
    },
    {
      flags: '--prefer <side>',
      field: 'prefer',
      summary: 'local, remote or newer, when a photo was changed on both sides (default: both are kept)',
      kind: 'text',
    },
    {
      flags: '--exclude <regex>',
      field: 'exclude',
      summary: `leave out folders of such names with all below; may be repeated (default ${defaultExclude.join(' ')})`,
      kind: 'list',
    },
    {
      flags: '--exclude-in-title <regex>',
      field: 'excludeInTitle',
      summary: `leave such names out of titles: their photos are their parent's; may be repeated (default ${defaultExcludeInTitle.join(' ')})`,
      kind: 'list',
    },
    {
      flags: '--base-folder <path>',
      field: 'baseFolder',
      summary: `folder of My Drive that holds the albums (default ${defaultBaseFolder})`,
      kind: 'text',
    },
    {
      flags: '--privacy <who>',
      field: 'privacy',
      summary: 'who may see new photos on Flickr: private, friends, family or public (default private)',
      kind: 'text',
    },
    { flags: '--tag <tag>', field: 'tags', summary: 'tag for new photos on Flickr; may be repeated', kind: 'list' },
    {
      flags: '--concurrency <n>',
      field: 'concurrency',
      summary: `photos at once for each service (default ${syncConcurrency})`,
      kind: 'number',
    },
    {
      flags: '--leave-quota <n>',
      field: 'leaveQuota',
      summary: 'calls of each hour at Flickr to leave to others',
      kind: 'number',
    },
    { flags: '--force', field: 'force', summary: 'go on though much is missing: see docs/sync.md', kind: 'flag' },
    { flags: '--profile <name>', field: 'profile', summary: 'credentials profile of ferry.yaml', kind: 'text' },
    { flags: '-o, --output <file>', field: 'output', summary: 'write the report here as well', kind: 'text' },
  ],
  examples: [
    'ferry sync ~/Albums --with flickr --dry-run',
    'ferry sync ~/Albums --with both',
    'ferry sync ~/Albums --with drive --delete --approve --schedule "every 6h"',
  ],
  isSchedulable: true,
  schema: z
    .object({
      dir: z.string().min(1, 'Name the folder of the albums.'),
      with: z.enum(['flickr', 'drive', 'both'], 'Say which service: --with flickr, --with drive or --with both.'),
      upload: z.boolean().default(false),
      save: z.boolean().default(false),
      delete: z.boolean().default(false),
      approve: z.boolean().default(false),
      force: z.boolean().default(false),
      max: z.number().int().min(1).optional(),
      wait: z.number().positive().optional(),
      prefer: z.enum(['local', 'remote', 'newer']).optional(),
      exclude: patterns.default(defaultExclude),
      excludeInTitle: patterns.default(defaultExcludeInTitle),
      baseFolder: z.string().min(1).default(defaultBaseFolder),
      privacy: z.enum(['private', 'friends', 'family', 'public']).default('private'),
      tags: z.array(z.string().min(1)).default([]),
      concurrency: z.number().int().min(1).max(100).optional(),
      leaveQuota: z.number().int().min(0).max(3599).default(0),
      profile: z.string().min(1).optional(),
      output: z.string().min(1).optional(),
    })
    .refine(({ approve, delete: deletes }) => !approve || deletes, {
      path: ['approve'],
      message: '--approve waits with deletions, and without --delete there are none.',
    }),
  toSpec(input, { cwd }): SyncSpec {
    const root = resolve(cwd, input.dir);
    const services = servicesOf(input);
    const isBothWays = !input.upload && !input.save;
    return {
      type: 'sync',
      name: jobNameOf(basename(root)),
      source: { provider: 'local', root },
      destination:
        services.length === 1 && services[0] !== undefined
          ? services[0]
          : { provider: 'albums', root: services.map(formatLocation).join(' and ') },
      planner: 'sync',
      sync: {
        services,
        upload: isBothWays || input.upload,
        save: isBothWays || input.save,
        delete: input.delete,
        approve: input.approve,
        force: input.force,
        prefer: input.prefer,
        max: input.max,
        exclude: input.exclude,
        excludeInTitle: input.excludeInTitle,
        rootTitle: basename(root) || 'Photos',
        privacy: input.privacy,
        tags: input.tags,
      },
      // Operations that begin one after the other are a wait between them.
      concurrency: input.wait === undefined ? (input.concurrency ?? syncConcurrency) : 1,
      tps: input.wait === undefined ? undefined : 1 / input.wait,
      leaveQuota: input.leaveQuota,
      folders: 4,
      pageSize: 500,
      reportPath: input.output === undefined ? undefined : resolve(cwd, input.output),
    };
  },
});

function servicesOf(input: { with: 'flickr' | 'drive' | 'both'; profile?: string; baseFolder: string }): Location[] {
  const { profile } = input;
  const flickr = { provider: 'flickr', profile, root: '' };
  const drive = { provider: 'google-drive', profile, root: input.baseFolder.replace(/^\/+|\/+$/g, '') };
  return { flickr: [flickr], drive: [drive], both: [flickr, drive] }[input.with];
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
