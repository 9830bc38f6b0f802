import type { Measurement } from './measure';
import type { BenchOptions } from './suite';
import type { Cell, Table } from './table';

/** Two ways that do the same, and what is compared with what. */
export interface Pair {
  ferry: string;
  script: string;
}

interface Comparing {
  pairs: readonly Pair[];
  services: readonly string[];
  options: BenchOptions;
}

/** The tables of one comparison: rates, ratios, calls. */
export function transferTables(title: string, measurements: readonly Measurement[], comparing: Comparing): Table[] {
  return [...rateTables(title, measurements, comparing), ...callTables(title, measurements, comparing)];
}

/**
 * The tables of one comparison at each latency that was asked for: rates and ratios of each, and calls of the last, for
 * they are the same at all.
 */
export async function tablesByLatency(
  title: string,
  { measure, ...comparing }: Comparing & { measure: (latencyMs: number) => Promise<Measurement[]> },
): Promise<Table[]> {
  const tables: Table[] = [];
  let calledTables: Table[] = [];
  for (const latencyMs of comparing.options.latenciesMs) {
    const at = { ...comparing, options: { ...comparing.options, latencyMs } };
    const measurements = await measure(latencyMs);
    tables.push(...rateTables(title, measurements, at));
    calledTables = callTables(title, measurements, at);
  }
  return [...tables, ...calledTables];
}

function rateTables(title: string, measurements: readonly Measurement[], { pairs, options }: Comparing): Table[] {
  const { assets, concurrency, latencyMs } = options;
  return [
    rates(`${title}: ${assets} pictures, ${concurrency} at once, ${latencyMs} ms latency`, measurements),
    ratios(`${title}: ferry against the plain script, ${latencyMs} ms latency`, measurements, pairs),
  ];
}

function callTables(title: string, measurements: readonly Measurement[], { services, options }: Comparing): Table[] {
  const { assets, latencyMs } = options;
  const calling = { services, assets };
  return [
    calls(
      `${title}: API calls per 1 000 assets, and bytes through the process, ${latencyMs} ms latency`,
      measurements,
      calling,
    ),
    routes(`${title}: calls of each asset`, measurements),
  ];
}

function rates(title: string, measurements: readonly Measurement[]): Table {
  return {
    title,
    columns: [
      'way',
      'seconds',
      'assets/s',
      'steady assets/s',
      'calls in sequence',
      'bound assets/s',
      'steady/bound',
      'CPU ms/asset',
      'server CPU ms/asset',
    ],
    rows: measurements.map((one) => [
      one.way,
      one.seconds,
      one.assetsPerSecond,
      one.steadyAssetsPerSecond,
      one.callsInSequence,
      one.latencyBound,
      quotient(one.steadyAssetsPerSecond, one.latencyBound),
      one.cpuMsPerAsset,
      one.serverCpuMsPerAsset,
    ]),
  };
}

function ratios(title: string, measurements: readonly Measurement[], pairs: readonly Pair[]): Table {
  const named = (way: string): Measurement | undefined => measurements.find((one) => one.way === way);
  return {
    title,
    columns: ['ferry', 'plain script', 'start to done', 'steady', 'bound'],
    rows: pairs.map(({ ferry, script }): Cell[] => {
      const [ours, theirs] = [named(ferry), named(script)];
      return [
        ferry,
        script,
        quotient(ours?.assetsPerSecond, theirs?.assetsPerSecond),
        quotient(ours?.steadyAssetsPerSecond, theirs?.steadyAssetsPerSecond),
        quotient(ours?.latencyBound, theirs?.latencyBound),
      ];
    }),
  };
}

function calls(
  title: string,
  measurements: readonly Measurement[],
  { services, assets }: { services: readonly string[]; assets: number },
): Table {
  return {
    title,
    columns: ['way', ...services, 'bytes through it', 'bytes/asset'],
    rows: measurements.map(({ way, counts, bytesThroughProcess }) => [
      way,
      ...services.map((service) => {
        const sum = counts.filter((one) => one.service === service).reduce((total, one) => total + one.calls, 0);
        return Math.round((sum * 1000) / assets);
      }),
      bytesThroughProcess,
      Math.round(bytesThroughProcess / assets),
    ]),
  };
}

function routes(title: string, measurements: readonly Measurement[]): Table {
  return {
    title,
    columns: ['way', 'calls'],
    rows: measurements.map(({ way, assetRoutes }) => [
      way,
      assetRoutes.map(({ service, route }) => `${service}: ${route}`).join(', '),
    ]),
  };
}

function quotient(above: number | undefined, below: number | undefined): number | undefined {
  return above === undefined || below === undefined || below === 0 ? undefined : above / below;
}
