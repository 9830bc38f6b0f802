import { z } from 'zod';
import { drive as jobType } from '../../src/jobs/drive';
import type { Suite } from '../suite';
import { transferTables } from '../transfer-tables';
import { measureWays, type Planted } from '../transfers';
import { ferryJob, plainScript, type Task, type Way } from '../ways';
import type { World } from '../world';

const subfolders = ['autumn', 'winter', 'spring', 'summer', 'sale'];

const seededSchema = z.object({ ids: z.record(z.string(), z.string()) });
const stateSchema = z.object({
  files: z.array(
    z.object({ id: z.string(), parents: z.array(z.string()), size: z.number().optional(), md5: z.string().optional() }),
  ),
});

/** Google Drive to Cloudinary. Drive gives out no links, so all bytes go through the process whatever `--via` says. */
export const drive: Suite = {
  name: 'drive',
  summary: 'Google Drive to Cloudinary, against a plain script',
  async run(world, options) {
    const ways = [ferry('auto'), ferry('worker'), plainScript({ name: 'script, stream', script: 'drive' })];
    const downloadRoutes = ['GET files/:id media'];
    const measurements = await measureWays(world, { name: 'drive', plant, downloadRoutes, ways }, options);
    return transferTables('Drive to Cloudinary', measurements, {
      pairs: [
        { ferry: 'ferry, --via auto', script: 'script, stream' },
        { ferry: 'ferry, --via worker', script: 'script, stream' },
      ],
      services: ['google-drive', 'cloudinary'],
      options,
    });
  },
};

function ferry(via: 'auto' | 'worker'): Way {
  const specOf = ({ from, to, concurrency }: Task) =>
    jobType.toSpec({ driveFolder: from, name: to, via, concurrency }, { setting: () => undefined, cwd: '/' });
  return ferryJob({ name: `ferry, --via ${via}`, specOf });
}

async function plant({ sandbox }: World, folder: string, assets: number): Promise<Planted> {
  const folders = [
    { key: 'top', name: folder, sharedWith: ['service'] },
    ...subfolders.map((name) => ({ key: name, name, parent: 'top' })),
  ];
  const { ids } = seededSchema.parse(await sandbox.seed('google-drive', { folders }));
  const idOf = (key: string): string => ids[key] ?? '';
  for (const [index, name] of subfolders.entries()) {
    const count = Math.floor((assets + index) / subfolders.length);
    if (count > 0) await sandbox.seed('google-drive', { folder: idOf(name), count });
  }
  const parents = new Set(subfolders.map(idOf));
  const { files } = await sandbox.state('google-drive', stateSchema);
  const ours = files.filter((file) => file.parents.some((parent) => parents.has(parent)));
  return { from: idOf('top'), files: ours.map(({ id, size = 0, md5 = '' }) => ({ size, md5, subject: id })) };
}
