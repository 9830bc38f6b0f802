import { Command, InvalidArgumentError } from 'commander';
import { writeEnvFile } from './frame/env-file';
import { PortInUse } from './frame/listen';
import { startSandbox } from './server';

export { startSandbox } from './server';

const exitServerNotThere = 5;

interface Flags {
  port: number;
  host: string;
  data?: string;
  envFile?: string;
  latency: number;
}

/** Runs the sandbox in the foreground until a signal ends it. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('sandbox')
    .description('Imitates the services on the wire, so that real clients work without accounts.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber, 4010)
    .option('--host <address>', 'interface to listen on', '127.0.0.1')
    .option('--data <dir>', 'keep everything stored here, across restarts')
    .option('--env-file <file>', 'write KEY=value lines that make clients use the sandbox')
    .option('--latency <ms>', 'delay every answer of a service', wholeNumber, 0);
  const flags = program.parse(argv).opts<Flags>();
  const { port, host, data, envFile, latency: latencyMs } = flags;
  try {
    const sandbox = await startSandbox({ port, host, latencyMs, ...(data === undefined ? {} : { data }) });
    const stop = (): void => {
      sandbox.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    };
    process.once('SIGTERM', stop).once('SIGINT', stop);
    if (envFile !== undefined) await writeEnvFile(envFile, sandbox.environment);
    const ready = { ready: true, port: sandbox.port, url: sandbox.url, pid: process.pid, env: sandbox.environment };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof PortInUse ? exitServerNotThere : 1);
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is needed.');
  return Number(text);
}

if (require.main === module) void main(process.argv);
