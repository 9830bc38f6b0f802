import { z } from 'zod';
import { measurementOf, type Measurement } from './measure';
import type { BenchOptions } from './suite';
import type { Way } from './ways';
import type { World } from './world';

/** A file of a source. */
export interface PlantedFile {
  md5: string;
  size: number;
  /** What the request log calls it. */
  subject: string;
}

/** A source folder full of pictures, made for one way. */
export interface Planted {
  /** The folder, as the service calls it. */
  from: string;
  files: PlantedFile[];
}

/** Ways from one service to Cloudinary that are to be compared. */
export interface Comparison {
  /** Names the folders that are made: `drive`. */
  name: string;
  /** Fills a new folder of the source with distinct pictures. */
  plant(world: World, folder: string, assets: number): Promise<Planted>;
  downloadRoutes: readonly string[];
  ways: readonly Way[];
}

const storedSchema = z.object({ assets: z.array(z.object({ public_id: z.string(), etag: z.string() })) });

/** Two minutes, and half a second for each asset: what takes longer than that hangs. */
const patienceMs = 120_000;
const patiencePerAssetMs = 500;

/** Does the work once by every way, each from a folder of its own to a folder of its own. @throws when an asset is not there. */
export async function measureWays(
  world: World,
  { name, plant, downloadRoutes, ways }: Comparison,
  { assets, concurrency, latencyMs, say }: BenchOptions,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [index, way] of ways.entries()) {
    const folder = `${name}-${index + 1}`;
    const { from, files } = await plant(world, folder, assets);
    await world.sandbox.clear();
    say(`${name}: ${way.name} ...`);
    const task = { from, to: folder, assets, concurrency };
    const taken = await within(patienceMs + assets * patiencePerAssetMs, way.run(world, task), `${name}, ${way.name}`);
    const log = await world.sandbox.read();
    await expectStored(world, folder, files);
    const sizes = new Map(files.map(({ subject, size }) => [subject, size]));
    const bytesOf = (subject: string): number | undefined => sizes.get(subject);
    const measurement = measurementOf({
      way: way.name,
      assets,
      concurrency,
      latencyMs,
      log,
      downloadRoutes,
      bytesOf,
      ...taken,
    });
    say(`${name}: ${way.name}: ${measurement.seconds.toFixed(1)} s`);
    measurements.push(measurement);
  }
  return measurements;
}

/** Fast and wrong counts for nothing: every file is at Cloudinary once, with its own bytes. */
async function expectStored({ sandbox }: World, folder: string, files: PlantedFile[]): Promise<void> {
  const { assets } = await sandbox.state('cloudinary', storedSchema);
  const stored = assets.filter(({ public_id: id }) => id.startsWith(`${folder}/`)).map(({ etag }) => etag);
  const wanted = files.map(({ md5 }) => md5);
  if (stored.sort().join() !== wanted.sort().join())
    throw new Error(`${folder}: ${stored.length} assets are stored, not the ${wanted.length} that should be.`);
}

async function within<T>(limitMs: number, work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done within ${limitMs / 1000} s.`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
