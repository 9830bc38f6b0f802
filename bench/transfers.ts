import { measurementOf, type Measurement } from './measure';
import type { BenchOptions } from './suite';
import { cloudinaryFolder, type Target } from './targets';
import type { Way } from './ways';
import type { World } from './world';

/** A file of a source. */
export interface PlantedFile {
  md5: string;
  size: number;
  /** What the request log calls it. */
  subject: string;
}

/** A source full of pictures, made for one way. */
export interface Planted {
  /** A folder as the service calls it, a CSV, or nothing where it is all that the source has. */
  from: string;
  files: PlantedFile[];
}

/** Ways from one place to another that are to be compared. */
export interface Comparison {
  /** Names the folders that are made: `drive`. */
  name: string;
  /** Fills a new source with distinct pictures that are to go to the folder. No answer is delayed meanwhile. */
  plant(world: World, folder: string, assets: number): Promise<Planted>;
  /** Cloudinary when absent. */
  target?: Target;
  downloadRoutes: readonly string[];
  ways: readonly Way[];
}

/** Two minutes, and half a second for each asset: what takes longer than that hangs. */
const patienceMs = 120_000;
const patiencePerAssetMs = 500;

/** Does the work once by every way, each from a source of its own to a place of its own. @throws when an asset is not there. */
export async function measureWays(
  world: World,
  { name, plant, target = cloudinaryFolder, downloadRoutes, ways }: Comparison,
  { assets, concurrency, latencyMs, say }: BenchOptions,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [index, way] of ways.entries()) {
    const folder = `${name}-${latencyMs}-${index + 1}`;
    await world.sandbox.delayAnswers(0);
    const { from, files } = await plant(world, folder, assets);
    await world.sandbox.delayAnswers(latencyMs);
    await world.sandbox.clear();
    const what = `${name} at ${latencyMs} ms, ${way.name}`;
    say(`${what} ...`);
    const to = target.placeOf(world, folder);
    const task = { from, to, assets, concurrency };
    const taken = await within(patienceMs + assets * patiencePerAssetMs, way.run(world, task), what);
    const log = await world.sandbox.read();
    expectAll(await target.arrived(world, to), files, what);
    const sizes = new Map(files.map(({ subject, size }) => [subject, size]));
    const measurement = measurementOf({
      way: way.name,
      assets,
      concurrency,
      latencyMs,
      log,
      lastRoute: target.lastRoute,
      downloadRoutes: way.downloadRoutes ?? downloadRoutes,
      bytesOf: (subject) => sizes.get(subject),
      ...taken,
    });
    say(`${what}: ${measurement.seconds.toFixed(1)} s`);
    measurements.push(measurement);
  }
  return measurements;
}

/** Fast and wrong counts for nothing: every file has arrived once, with its own bytes. */
function expectAll(arrived: string[], files: PlantedFile[], what: string): void {
  const wanted = files.map(({ md5 }) => md5);
  if (arrived.sort().join() !== wanted.sort().join())
    throw new Error(`${what}: ${arrived.length} assets have arrived, not the ${wanted.length} that should have.`);
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
