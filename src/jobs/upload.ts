import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { defineJobType } from './job-type';
import { transferFields, transferOptions, transferSpec } from './transfer-input';

/** Operations at once for a source on this machine's disks. */
const localConcurrency = 10;

/** `ferry upload <dir>`: a local folder to Cloudinary. */
export const upload = defineJobType({
  name: 'upload',
  command: 'upload',
  summary: 'upload a local folder to Cloudinary',
  arguments: [
    { name: 'dir', field: 'dir', summary: 'the folder', required: true, kind: 'text' },
    { name: 'concurrency', field: 'concurrency', summary: 'uploads at once', required: false, kind: 'number' },
  ],
  options: transferOptions(localConcurrency),
  examples: [
    'ferry upload ./photos',
    'ferry upload ./photos 15 --folder shop/2026 --tag autumn',
    'ferry upload ./photos --dry-run',
  ],
  schema: z.object({ dir: z.string().min(1, 'Name the folder to upload.'), ...transferFields }),
  toSpec(input, context) {
    const root = resolve(context.cwd, input.dir);
    return transferSpec(input, context, {
      type: 'upload',
      name: basename(root),
      source: { provider: 'local', root },
      via: 'worker',
      defaultConcurrency: localConcurrency,
    });
  },
});
