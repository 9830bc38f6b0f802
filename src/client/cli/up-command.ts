import type { Command } from 'commander';
import { withTemporal } from './runtime';
import { talk } from './talk';

/** Adds `ferry up`: a Temporal server and a worker that stay until Ctrl-C, so that jobs go on without their command. */
export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('run Temporal, its Web UI and a worker until Ctrl-C; takes up what was running')
    .action(() =>
      withTemporal({ needsWorker: 'always' }, async ({ state, uiUrl, namespace }) => {
        const open = await state.jobs.list({ open: true });
        talk.say(uiUrl === undefined ? 'Ready.' : `Ready. Web UI: ${uiUrl}/namespaces/${namespace}/workflows`);
        talk.say(open.length === 0 ? 'No job is open.' : `Going on with ${open.map((job) => job.id).join(', ')}.`);
        await new Promise<void>((resolve) => {
          process.once('SIGINT', () => resolve());
          process.once('SIGTERM', () => resolve());
        });
        talk.say('Stopping: what is under way gets ten seconds to end; the rest goes on next time.');
      }),
    );
}
