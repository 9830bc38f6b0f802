import type { RequestLog, RouteCount } from './sandbox-log';

/** A route of a service, as the request log names them. */
export type RouteName = Pick<RouteCount, 'service' | 'route'>;

/** What one way of doing the work took. */
export interface Measurement {
  way: string;
  /** From start to done. */
  seconds: number;
  assetsPerSecond: number;
  /** Rate between the asset that ends the first tenth and the one that ends the ninth: start and end left out. */
  steadyAssetsPerSecond: number | undefined;
  /** Routes that were called for each asset. */
  assetRoutes: RouteCount[];
  /** Calls of an asset that wait for one another. */
  callsInSequence: number;
  /** As many assets a second as latency allows: concurrency / (calls in sequence x latency). */
  latencyBound: number | undefined;
  counts: RouteCount[];
  /** Bytes the process itself downloaded from the source. */
  bytesThroughProcess: number;
  /** Processor time of the process that did it, for one asset. */
  cpuMsPerAsset: number | undefined;
  /** Processor time of the Temporal server, for one asset. */
  serverCpuMsPerAsset: number | undefined;
}

/** What is known of a way when it is over. */
export interface Finished {
  way: string;
  assets: number;
  concurrency: number;
  latencyMs: number;
  elapsedMs: number;
  cpuMs: number | undefined;
  serverCpuMs?: number;
  log: RequestLog;
  /** The route whose answer ends an asset. */
  lastRoute: RouteName;
  /** Routes by which a process downloads from the source; what Cloudinary fetches by itself is another. */
  downloadRoutes: readonly string[];
  /** Bytes of a file of the source, by what the log calls it. */
  bytesOf(subject: string): number | undefined;
}

/** Makes numbers of a way that is over, from the sandbox's request log. */
export function measurementOf(finished: Finished): Measurement {
  const { way, assets, concurrency, latencyMs, elapsedMs, cpuMs, serverCpuMs, log } = finished;
  const assetRoutes = inOrder(log).filter(({ calls }) => calls >= assets / 2);
  const callsInSequence = assetRoutes.reduce((sum, { calls }) => sum + calls, 0) / assets;
  return {
    way,
    seconds: elapsedMs / 1000,
    assetsPerSecond: (assets / elapsedMs) * 1000,
    steadyAssetsPerSecond: log.isCut ? undefined : steadyRate(log, finished.lastRoute),
    assetRoutes,
    callsInSequence,
    latencyBound: latencyMs === 0 ? undefined : (concurrency / (callsInSequence * latencyMs)) * 1000,
    counts: log.counts,
    bytesThroughProcess: bytesThroughProcess(finished),
    cpuMsPerAsset: cpuMs === undefined ? undefined : cpuMs / assets,
    serverCpuMsPerAsset: serverCpuMs === undefined ? undefined : serverCpuMs / assets,
  };
}

/** The routes, in the order in which they were answered first. */
function inOrder({ counts, requests }: RequestLog): RouteCount[] {
  const firstOf = ({ service, route }: RouteCount): number =>
    requests.findIndex((request) => request.service === service && request.route === route);
  return [...counts].sort((a, b) => firstOf(a) - firstOf(b));
}

/** Assets whose last call was answered well, by the time of the answer. */
function steadyRate({ requests }: RequestLog, lastRoute: RouteName): number | undefined {
  const ends = requests
    .filter(
      ({ service, route, status }) => service === lastRoute.service && route === lastRoute.route && status === 200,
    )
    .map(({ answeredAt }) => answeredAt)
    .sort((a, b) => a - b);
  const [first, last] = [Math.floor(ends.length * 0.1), Math.ceil(ends.length * 0.9) - 1];
  const tookMs = (ends[last] ?? 0) - (ends[first] ?? 0);
  return tookMs > 0 ? ((last - first) / tookMs) * 1000 : undefined;
}

function bytesThroughProcess({ log, downloadRoutes, bytesOf }: Finished): number {
  const downloads = log.counts.filter(({ route }) => downloadRoutes.includes(route));
  const calls = downloads.reduce((sum, count) => sum + count.calls, 0);
  const seen = log.requests.filter(({ route }) => downloadRoutes.includes(route));
  if (seen.length !== calls) throw new Error('The sandbox has forgotten downloads: ask for fewer --assets.');
  return seen.reduce((sum, { subject }) => {
    const bytes = bytesOf(subject);
    if (bytes === undefined) throw new Error(`The source has no file "${subject}", which was downloaded.`);
    return sum + bytes;
  }, 0);
}
