import type { Command } from 'commander';
import { formatBytes } from '../../core/format';
import { groupFor } from './job-command';
import { talk } from './talk';

/** Something a service shows when one looks around in it. */
export interface Listed {
  /** What ferry takes to upload it: an id, a path. */
  id: string;
  name: string;
  kind: 'folder' | 'file' | 'drive';
  bytes?: number;
}

/** One way to look around in a service; wired by the composition root. */
export interface VendorListing {
  /** Words on the command line: `drive list`. */
  command: string;
  summary: string;
  /** Where to look; absent: there is only one place. */
  argument?: { name: string; summary: string };
  example: string;
  list(where: string | undefined, profile: string | undefined): AsyncIterable<Listed>;
}

/** Adds the commands that look around in services: what is there, and the id or path to upload it by. */
export function addVendorCommands(program: Command, listings: readonly VendorListing[]): void {
  for (const { command: words, summary, argument, example, list } of listings) {
    const parts = words.split(' ');
    const command = groupFor(program, parts.slice(0, -1))
      .command(parts.at(-1) ?? words)
      .description(summary);
    if (argument !== undefined) command.argument(`[${argument.name}]`, argument.summary);
    command
      .option('--profile <name>', 'credentials profile of ferry.yaml')
      .option('--json', 'print JSON, a line for each')
      .addHelpText('after', `\nExample:\n  ${example}`)
      .action(async (...given: unknown[]) => {
        const { json, profile } = command.opts<{ json?: boolean; profile?: string }>();
        const where = argument === undefined || typeof given[0] !== 'string' ? undefined : given[0];
        let count = 0;
        for await (const one of list(where, profile)) {
          count += 1;
          talk.data(json === true ? JSON.stringify(one) : lineOf(one));
        }
        if (count === 0) talk.say('Nothing is there.');
      });
  }
}

function lineOf({ id, name, kind, bytes }: Listed): string {
  const size = bytes === undefined ? '' : `  ${formatBytes(bytes)}`;
  return `${id}  ${kind.padEnd(6)}  ${name}${size}`;
}
