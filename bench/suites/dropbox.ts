import { z } from 'zod';
import { dropbox as jobType } from '../../src/jobs/dropbox';
import type { Suite } from '../suite';
import { transferTables } from '../transfer-tables';
import { measureWays, type Planted } from '../transfers';
import { ferryJob, plainScript, type Task, type Way } from '../ways';
import type { World } from '../world';

const subfolders = ['autumn', 'winter', 'spring', 'summer', 'sale'];

const stateSchema = z.object({
  files: z.array(z.object({ path: z.string(), size: z.number(), md5: z.string() })),
});

/** Dropbox to Cloudinary: by links that Cloudinary fetches, and by streams through the process. */
export const dropbox: Suite = {
  name: 'dropbox',
  summary: 'Dropbox to Cloudinary, against a plain script',
  async run(world, options) {
    const ways = [
      ferry('auto'),
      plainScript({ name: 'script, link', script: 'dropbox', args: ['link'] }),
      ferry('worker'),
      plainScript({ name: 'script, stream', script: 'dropbox', args: ['stream'] }),
    ];
    const downloadRoutes = ['POST files/download'];
    const measurements = await measureWays(world, { name: 'dropbox', plant, downloadRoutes, ways }, options);
    return transferTables('Dropbox to Cloudinary', measurements, {
      pairs: [
        { ferry: 'ferry, --via auto', script: 'script, link' },
        { ferry: 'ferry, --via worker', script: 'script, stream' },
      ],
      services: ['dropbox', 'cloudinary'],
      options,
    });
  },
};

function ferry(via: 'auto' | 'worker'): Way {
  const specOf = ({ from, to, concurrency }: Task) =>
    jobType.toSpec({ path: from, name: to, via, concurrency }, { setting: () => undefined, cwd: '/' });
  return ferryJob({ name: `ferry, --via ${via}`, specOf });
}

async function plant({ sandbox }: World, folder: string, assets: number): Promise<Planted> {
  const from = `/${folder}`;
  for (const [index, name] of subfolders.entries()) {
    const count = Math.floor((assets + index) / subfolders.length);
    if (count > 0) await sandbox.seed('dropbox', { folder: `${from}/${name}`, count });
  }
  const { files } = await sandbox.state('dropbox', stateSchema);
  const ours = files.filter(({ path }) => path.startsWith(`${from}/`));
  return { from, files: ours.map(({ path, ...file }) => ({ ...file, subject: path })) };
}
