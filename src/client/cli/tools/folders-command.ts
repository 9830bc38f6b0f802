import type { Command } from 'commander';
import { talk } from '../talk';
import type { ToolPorts } from './tool-ports';

/** Adds `ferry folders`: what folders a Cloudinary account has. */
export function addFoldersCommand(program: Command, { listFolders }: Pick<ToolPorts, 'listFolders'>): void {
  program
    .command('folders [prefix]')
    .description('folders at Cloudinary, with all below them')
    .option('--profile <name>', 'credentials profile of ferry.yaml')
    .option('--json', 'print JSON, a folder a line')
    .addHelpText('after', '\nExamples:\n  ferry folders\n  ferry folders products/autumn')
    .action(async (prefix: string | undefined, { profile, json }: { profile?: string; json?: boolean }) => {
      const below = (prefix ?? '').replace(/^\/+|\/+$/g, '');
      let count = 0;
      for await (const folder of listFolders(below, profile)) {
        count += 1;
        talk.data(json === true ? JSON.stringify(folder) : folder.path);
      }
      if (count === 0) talk.say(below === '' ? 'The account has no folders.' : `There is no folder below ${below}.`);
    });
}
