import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { suites } from './suites';
import type { BenchOptions, Suite } from './suite';
import { formatTable } from './table';
import { createWorld } from './world';

/** Milliseconds of latency when none is asked for: of suites that run at one, and of those that compare. */
const defaultMs = 100;
const comparedMs = [0, 100];

const usage = `npm run bench -- [suite ...] [--assets 300] [--concurrency 8] [--latency 100] [--rows 1000000] [--resources 200000]

Without --latency the suites migrate and scrape run at ${comparedMs.join(' and ')} ms, the others at ${defaultMs} ms.

${suites.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}
`;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs the suites that were named, or all, one after the other against one server and one sandbox. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      assets: { type: 'string', default: '300' },
      concurrency: { type: 'string', default: '8' },
      latency: { type: 'string' },
      rows: { type: 'string', default: '1000000' },
      resources: { type: 'string', default: '200000' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const chosen = positionals.length === 0 ? suites : positionals.map(suiteNamed);
  const askedMs =
    values.latency === undefined ? undefined : wholeNumber('latency', values.latency, { least: 0, most: 10_000 });
  const options: BenchOptions = {
    assets: wholeNumber('assets', values.assets, { least: 10, most: 100_000 }),
    concurrency: wholeNumber('concurrency', values.concurrency, { least: 1, most: 500 }),
    rows: wholeNumber('rows', values.rows, { least: 1000, most: 100_000_000 }),
    resources: wholeNumber('resources', values.resources, { least: 1000, most: 100_000_000 }),
    latencyMs: askedMs ?? defaultMs,
    latenciesMs: askedMs === undefined ? comparedMs : [askedMs],
    say,
  };
  const world = await createWorld(options);
  const closeAndEnd = (): void => void world.close().finally(() => process.exit(130));
  process.once('SIGINT', closeAndEnd).once('SIGTERM', closeAndEnd);
  try {
    process.stdout.write(`${machine()}\n\n`);
    for (const suite of chosen) {
      for (const table of await suite.run(world, options)) process.stdout.write(`${formatTable(table)}\n`);
    }
    process.stdout.write(`At the end: load ${loadavg()[0]?.toFixed(1) ?? '?'}\n`);
  } finally {
    await world.close();
  }
}

/** What it ran on. A load well above what the benchmark makes by itself means that others were at work. */
function machine(): string {
  const cores = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `${cores.length} cores (${cores[0]?.model ?? '?'}), ${process.platform}, Node ${process.version}, load ${load} at the start`;
}

function suiteNamed(name: string): Suite {
  const found = suites.find((suite) => suite.name === name);
  if (found === undefined) throw new Error(`There is no suite "${name}".\n\n${usage}`);
  return found;
}

function wholeNumber(name: string, text: string, { least, most }: { least: number; most: number }): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}, not "${text}".`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
