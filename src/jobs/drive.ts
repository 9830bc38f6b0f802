import { z } from 'zod';
import { driveRootOf, parseDriveLink } from '../core/drive-link';
import { defineJobType } from './job-type';
import { transferFields, transferOptions, transferSpec, viaField, viaOption } from './transfer-input';

/** Operations at once: Drive throttles one user early. */
const driveConcurrency = 3;

/** `ferry drive upload <folder> [name]`: a Drive folder to Cloudinary. */
export const drive = defineJobType({
  name: 'drive',
  command: 'drive upload',
  summary: 'upload a Google Drive folder to Cloudinary',
  arguments: [
    { name: 'folder', field: 'driveFolder', summary: 'its link or id', required: true, kind: 'text' },
    { name: 'name', field: 'name', summary: 'folder at Cloudinary, below --folder', required: false, kind: 'text' },
    { name: 'concurrency', field: 'concurrency', summary: 'uploads at once', required: false, kind: 'number' },
  ],
  options: [viaOption, ...transferOptions(driveConcurrency)],
  examples: [
    'ferry drive upload https://drive.google.com/drive/folders/1AbC... products',
    'ferry drive upload 1AbC... products --concurrency 5 --tag drive',
  ],
  schema: z.object({
    driveFolder: z.string().min(1, 'Name the folder: its link or its id.'),
    name: z.string().min(1).optional(),
    via: viaField,
    ...transferFields,
  }),
  toSpec(input, context) {
    const link = parseDriveLink(input.driveFolder);
    if (link === undefined || link.points === 'file' || link.points === 'document') {
      const what = link === undefined ? 'no link or id of a Drive folder' : `the link of a ${link.points}`;
      throw new z.ZodError([
        {
          code: 'custom',
          path: ['folder'],
          message: `"${input.driveFolder}" is ${what}. Open the folder in Drive and copy its link, or take an id from \`ferry drive list\`.`,
          input: input.driveFolder,
        },
      ]);
    }
    return transferSpec(input, context, {
      type: 'drive',
      name: input.name ?? link.id,
      source: { provider: 'google-drive', profile: input.profile, root: driveRootOf(link) },
      below: input.name,
      via: input.via,
      defaultConcurrency: driveConcurrency,
    });
  },
});
