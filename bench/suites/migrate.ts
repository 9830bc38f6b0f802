import { join } from 'node:path';
import { migrate as jobType } from '../../src/jobs/migrate';
import { writeTable } from '../../src/tables';
import type { Suite } from '../suite';
import { tablesByLatency } from '../transfer-tables';
import { measureWays, type Planted } from '../transfers';
import { ferryJob, plainScript, type Task, type Way } from '../ways';
import { webPictures } from '../web-pictures';
import type { World } from '../world';

/** A CSV of URLs to Cloudinary: fetched by Cloudinary itself, and by streams through the process. */
export const migrate: Suite = {
  name: 'migrate',
  summary: 'URLs of a CSV to Cloudinary, against a plain script',
  async run(world, options) {
    // The web server's log does not tell who has asked for a picture: Cloudinary's own fetches are no downloads of ours.
    const isFetched = { downloadRoutes: [] };
    const ways = [
      { ...ferry('service'), ...isFetched },
      { ...plainScript({ name: 'script, fetch', script: 'migrate', args: ['fetch'] }), ...isFetched },
      ferry('worker'),
      plainScript({ name: 'script, stream', script: 'migrate', args: ['stream'] }),
    ];
    return tablesByLatency('CSV to Cloudinary', {
      measure: (latencyMs) =>
        measureWays(
          world,
          { name: 'migrate', plant, downloadRoutes: ['GET pictures'], ways },
          { ...options, latencyMs },
        ),
      pairs: [
        { ferry: 'ferry, --via service', script: 'script, fetch' },
        { ferry: 'ferry, --via worker', script: 'script, stream' },
      ],
      services: ['web', 'cloudinary'],
      options,
    });
  },
};

function ferry(via: 'service' | 'worker'): Way {
  const specOf = ({ from, concurrency }: Task) =>
    jobType.toSpec(
      { csv: from, via, concurrency, allowPrivate: true, resultsDir: `${from}.results` },
      { setting: () => undefined, cwd: '/' },
    );
  return ferryJob({ name: `ferry, --via ${via}`, specOf });
}

async function plant(world: World, folder: string, assets: number): Promise<Planted> {
  const files = await webPictures(world, assets);
  const from = join(world.dir, `${folder}.csv`);
  const rows = files.map(({ url }, index) => ({ url, public_id: `${folder}/${index + 1}` }));
  await writeTable({ to: { file: from }, columns: ['url', 'public_id'], rows });
  return { from, files };
}
