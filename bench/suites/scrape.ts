import { scrape as jobType } from '../../src/jobs/scrape';
import type { Suite } from '../suite';
import { diskFolder } from '../targets';
import { tablesByLatency } from '../transfer-tables';
import { measureWays, type Planted } from '../transfers';
import { ferryJob, plainScript, type Task } from '../ways';
import { webPictures } from '../web-pictures';
import type { World } from '../world';

/** The cloud that a sandbox's account has. */
const cloud = 'ferry-sandbox';
const uploadsAtOnce = 8;

/** A whole account to disk. */
export const scrape: Suite = {
  name: 'scrape',
  summary: 'a Cloudinary account to disk, against a plain script',
  async run(world, options) {
    const specOf = ({ to, concurrency }: Task) =>
      jobType.toSpec({ output: to, concurrency }, { setting: () => undefined, cwd: '/' });
    const ways = [ferryJob({ name: 'ferry', specOf }), plainScript({ name: 'script', script: 'scrape' })];
    const comparison = { name: 'scrape', plant, target: diskFolder, downloadRoutes: ['GET delivery'], ways };
    return tablesByLatency('Account to disk', {
      measure: (latencyMs) => measureWays(world, comparison, { ...options, latencyMs }),
      pairs: [{ ferry: 'ferry', script: 'script' }],
      services: ['cloudinary'],
      options,
    });
  },
};

/** An account that holds nothing but these pictures. */
async function plant(world: World, folder: string, assets: number): Promise<Planted> {
  await world.sandbox.reset('cloudinary');
  const pictures = await webPictures(world, assets);
  const files: Planted['files'] = [];
  const waiting = pictures.entries();
  const upload = async (): Promise<void> => {
    for (const [index, { url, ...file }] of waiting) {
      const subject = `${folder}/${index + 1}`;
      await uploadTo(world.sandbox.url, { file: url, public_id: subject });
      files.push({ ...file, subject });
    }
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, upload));
  return { from: '', files };
}

/** Uploads without credentials, by a preset that the sandbox has. */
async function uploadTo(origin: string, fields: { file: string; public_id: string }): Promise<void> {
  const answer = await fetch(`${origin}/v1_1/${cloud}/image/upload`, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, upload_preset: 'ferry_unsigned' }),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`The sandbox answers ${answer.status} to the upload of ${fields.public_id}: ${said}`);
}
