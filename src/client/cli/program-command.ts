import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError, exitCodes } from './exit-codes';

/** Adds a command that is a program of its own: it gets the arguments as they are, and its exit code is ours. */
export function addProgramCommand(
  program: Command,
  name: string,
  summary: string,
  { entry, nodeOptions = [] }: { entry: string; nodeOptions?: string[] },
): void {
  program
    .command(name)
    .description(summary)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[arguments...]')
    .action(async (args: string[]) => {
      if (!existsSync(entry))
        throw new CommandError(`${entry} is not there: build ferry first (npm run build).`, exitCodes.failed);
      process.exitCode = await runProgram(entry, args, nodeOptions);
    });
}

/** `--` keeps Node 20 from taking `--env-file` for an option of its own. */
function runProgram(entry: string, args: string[], nodeOptions: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, '--', entry, ...args], { stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', pass);
    process.on('SIGTERM', pass);
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? exitCodes.failed));
  });
}
