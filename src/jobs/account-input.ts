import { z } from 'zod';
import { cleanRoot } from '../core/naming';
import type { ResourceType } from '../core/media';
import type { OptionDoc } from './job-type';

const types = ['image', 'video', 'raw'] as const;

/** Resource types as people write them: one, several with commas, or `all`. */
export function resourceTypesField(fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context): ResourceType[] => {
      const words = text.split(',').map((word) => word.trim());
      if (words.includes('all')) return [...types];
      const known = types.filter((type) => words.includes(type));
      const strange = words.filter((word) => !types.some((type) => type === word));
      if (strange.length > 0) {
        context.addIssue({
          code: 'custom',
          message: `There is no resource type "${strange.join(', ')}". Write image, video, raw or all.`,
        });
      }
      return known;
    });
}

/** Input that every job on a Cloudinary account's own assets takes. */
export const accountFields = {
  tps: z.number().positive().optional(),
  leaveQuota: z.number().int().min(0).default(0),
  profile: z.string().min(1).optional(),
  pageSize: z.number().int().min(1).max(500).default(500),
};

/** Options of those fields on the command line. */
export const accountOptions: OptionDoc[] = [
  {
    flags: '--leave-quota <n>',
    field: 'leaveQuota',
    summary: 'Admin API calls of each hour to leave to others',
    kind: 'number',
  },
  { flags: '--profile <name>', field: 'profile', summary: 'credentials profile of ferry.yaml', kind: 'text' },
  { flags: '--page-size <n>', field: 'pageSize', summary: 'assets listed at once (default 500)', kind: 'number' },
];

/** A folder of an account as it was written: without slashes at its ends. Cloudinary's own names are not cleaned. */
export function accountFolder(folder: string | undefined): string {
  return (folder ?? '').replace(/^\/+|\/+$/g, '');
}

/** The folder as part of a job's id. */
export function folderWord(folder: string): string {
  return folder === '' ? 'all' : cleanRoot(folder).replaceAll('/', '-');
}
