import { resolve } from 'node:path';
import { z } from 'zod';
import { urlsRoot } from '../core/account-root';
import type { UrlsSpec } from '../core/spec';
import type { UrlsOptions } from '../core/urls';
import { accountFields, accountFolder, accountOptions, folderWord, resourceTypesField } from './account-input';
import { jobNameOf } from './job-name';
import { defineJobType } from './job-type';

/** `ferry urls <folder>`: the URLs of a Cloudinary folder as CSV. */
export const urls = defineJobType({
  name: 'urls',
  command: 'urls',
  summary: 'list the URLs of a Cloudinary folder as CSV',
  writesResults: true,
  arguments: [
    {
      name: 'folder',
      field: 'folder',
      summary: 'the folder (default: the whole account)',
      required: false,
      kind: 'text',
    },
  ],
  options: [
    {
      flags: '--method <method>',
      field: 'method',
      summary: 'resources or search (default resources; the index of search lags by seconds)',
      kind: 'text',
    },
    {
      flags: '--max-results <n>',
      field: 'maxResults',
      summary: 'at most so many; -1: all (the default)',
      kind: 'number',
    },
    {
      flags: '--format <format>',
      field: 'format',
      summary: 'a second column with the URLs in this format: jpg',
      kind: 'text',
    },
    { flags: '--no-recursive', field: 'recursive', summary: 'leave subfolders out', kind: 'flag' },
    {
      flags: '--resource-type <types>',
      field: 'resourceTypes',
      summary: 'image, video, raw, several with commas, or all (default image)',
      kind: 'text',
    },
    { flags: '-o, --output <file>', field: 'output', summary: 'the CSV (default: <folder>_urls.csv)', kind: 'text' },
    ...accountOptions,
  ],
  examples: [
    'ferry urls products/brand-name',
    'ferry urls products/brand-name --format jpg --output brand.csv',
    'ferry urls products --method search --max-results 500',
  ],
  schema: z.object({
    ...accountFields,
    folder: z.string().optional(),
    method: z.enum(['resources', 'search'], { error: 'Write resources or search.' }).default('resources'),
    maxResults: z
      .number()
      .int()
      .refine((n) => n === -1 || n > 0, 'Write a number above 0, or -1 for all.')
      .default(-1),
    format: z
      .string()
      .regex(/^[a-z0-9]+$/i, 'Write a format such as jpg or webp.')
      .optional(),
    recursive: z.boolean().default(true),
    resourceTypes: resourceTypesField('image'),
    output: z.string().min(1).optional(),
  }),
  toSpec(input, { cwd }): UrlsSpec {
    const folder = accountFolder(input.folder);
    const output = resolve(cwd, input.output ?? `${folderWord(folder)}_urls.csv`);
    const options: UrlsOptions = {
      folder,
      recursive: input.recursive,
      method: input.method,
      resourceTypes: input.resourceTypes,
      maxResults: input.maxResults === -1 ? undefined : input.maxResults,
      format: input.format?.toLowerCase(),
    };
    return {
      type: 'urls',
      name: jobNameOf(folderWord(folder)),
      source: { provider: 'cloudinary', profile: input.profile, root: urlsRoot(options) },
      destination: { provider: 'local', root: output },
      planner: 'urls',
      urls: options,
      concurrency: 1,
      leaveQuota: input.leaveQuota,
      folders: 1,
      pageSize: input.pageSize,
      reportPath: output,
    };
  },
});
