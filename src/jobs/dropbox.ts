import { z } from 'zod';
import { parseDropboxLink } from '../core/dropbox-link';
import { nameOf } from '../core/naming';
import { defineJobType } from './job-type';
import { transferFields, transferOptions, transferSpec, viaField, viaOption } from './transfer-input';

const dropboxConcurrency = 8;

/** `ferry dropbox upload <path>`: a Dropbox folder to Cloudinary. */
export const dropbox = defineJobType({
  name: 'dropbox',
  command: 'dropbox upload',
  summary: 'upload a Dropbox folder to Cloudinary',
  arguments: [
    { name: 'path', field: 'path', summary: 'the folder: /path, or a shared link', required: true, kind: 'text' },
    { name: 'name', field: 'name', summary: 'folder at Cloudinary, below --folder', required: false, kind: 'text' },
    { name: 'concurrency', field: 'concurrency', summary: 'uploads at once', required: false, kind: 'number' },
  ],
  options: [viaOption, ...transferOptions(dropboxConcurrency)],
  examples: [
    'ferry dropbox upload /Products/Autumn autumn',
    'ferry dropbox upload "https://www.dropbox.com/scl/fo/abc/xyz?rlkey=..." autumn',
  ],
  schema: z.object({
    path: z.string().min(1, 'Name the folder: /path, or a shared link. / is all there is.'),
    name: z.string().min(1).optional(),
    via: viaField,
    ...transferFields,
  }),
  toSpec(input, context) {
    const link = parseDropboxLink(input.path);
    if (link === undefined) {
      throw new z.ZodError([
        {
          code: 'custom',
          path: ['path'],
          message: `"${input.path}" is no path or link of a Dropbox folder. Paths begin with /, as \`ferry dropbox list\` shows them.`,
          input: input.path,
        },
      ]);
    }
    const root = 'url' in link ? link.url : link.path;
    return transferSpec(input, context, {
      type: 'dropbox',
      name: input.name ?? ('url' in link ? 'shared-link' : nameOf(root) || 'all'),
      source: { provider: 'dropbox', profile: input.profile, root },
      below: input.name,
      via: input.via,
      defaultConcurrency: dropboxConcurrency,
    });
  },
});
