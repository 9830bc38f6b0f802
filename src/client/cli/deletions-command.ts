import type { Command } from 'commander';
import { serviceWords } from '../../core/sync';
import type { Deletion } from '../../state/deletions';
import { findJob } from './show-jobs';
import { withInstallation } from './runtime';

/** Adds `ferry jobs deletions`: the journal of what a job has deleted. */
export function addDeletionsCommand(jobs: Command): void {
  jobs
    .command('deletions <job>')
    .description('what a sync deleted, and what brings it back')
    .option('--json', 'print JSON, a deletion a line')
    .action((job: string, { json }: { json?: boolean }) =>
      withInstallation(async (on) => {
        await findJob(on, job);
        const deletions = await on.state.deletions.list(job);
        for (const one of deletions) on.talk.data(json === true ? JSON.stringify(one) : lineOf(one));
        if (deletions.length === 0) on.talk.say(`${job} has deleted nothing.`);
      }),
    );
}

function lineOf({ at, side, title, name, how, restore }: Deletion): string {
  const where = side === 'local' ? 'here' : `on ${serviceWords(side)}`;
  return `${at.slice(0, 19).replace('T', ' ')}  ${how} ${where}  ${title}/${name}  ${restore}`;
}
