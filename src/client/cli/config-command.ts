import type { Command } from 'commander';
import { loadSettings } from '../../settings';
import { talk } from './talk';

/** Adds `ferry config show`: the settings that hold, with secrets masked. */
export function addConfigCommand(program: Command): void {
  const config = program.command('config').description('settings');
  config
    .command('show')
    .description('the settings that hold; secrets are masked')
    .option('--origin', 'say where each comes from')
    .option('--json', 'print JSON')
    .action(({ origin, json }: { origin?: boolean; json?: boolean }) => {
      const settings = loadSettings().list();
      if (json === true) talk.data(JSON.stringify(settings));
      else
        for (const one of settings) talk.data(`${one.key}=${one.value}${origin === true ? `  (${one.origin})` : ''}`);
      if (settings.length === 0) talk.say('Nothing is set. The README says what can be.');
    });
}
