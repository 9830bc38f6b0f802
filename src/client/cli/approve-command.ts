import type { Command } from 'commander';
import { countOf, formatBytes, formatCount } from '../../core/format';
import { serviceWords } from '../../core/sync';
import { waitingDeletions, type WaitingDeletion } from '../waiting-deletions';
import { askWhether } from './ask-whether';
import { CommandError, exitCodes } from './exit-codes';
import { findJob } from './show-jobs';
import { withTemporal, type Running } from './runtime';
import { talk } from './talk';
import { watchJob } from './watch';

interface ApproveOptions {
  album?: string;
  service?: string;
  why?: string;
  yes?: boolean;
  detach?: boolean;
  json?: boolean;
}

/** What is approved of, half by half: the plan that was shown, and how much it is. */
interface Shown {
  plans: Map<string, string>;
  deletions: number;
}

/** Adds `ferry jobs approve`: shows deletions that wait, asks, and lets them be done. */
export function addApproveCommand(jobs: Command): void {
  jobs
    .command('approve <job>')
    .description('show deletions that wait for approval, and approve of them')
    .option('--album <album>', 'only those of this album')
    .option('--service <service>', 'only those of flickr, or of google-drive')
    .option('-y, --yes', 'do not ask')
    .option('--why <text>', 'kept with the job')
    .option('--detach', 'do not stay to run the job')
    .option('--json', 'print JSON, a deletion a line')
    .addHelpText(
      'after',
      '\nExamples:\n  ferry jobs approve sync/albums-3\n  ferry jobs approve sync/albums-3 --album Sea --yes',
    )
    .action(async (job: string, options: ApproveOptions) => {
      process.exitCode = await withTemporal({ needsWorker: true }, (running) => approve(running, job, options));
    });
}

async function show(on: Running, job: string, { album, service, json }: ApproveOptions): Promise<Shown> {
  await findJob(on, job);
  const shown: Shown = { plans: new Map(), deletions: 0 };
  const others = new Set<string>();
  let bytes = 0;
  for await (const one of waitingDeletions(on, job)) {
    if (service !== undefined && one.half !== service) continue;
    if (album !== undefined && one.album !== album) {
      others.add(one.album);
      continue;
    }
    shown.plans.set(one.half, one.plan);
    shown.deletions += 1;
    bytes += one.bytes;
    talk.data(json === true ? JSON.stringify(one) : lineOf(one));
  }
  if (shown.deletions === 0) {
    const waiting = others.size === 0 ? '' : ` Albums with some: ${[...others].sort().join(', ')}.`;
    const whose = album === undefined ? `of ${job}` : `of the album "${album}"`;
    throw new CommandError(`No deletion ${whose} waits for approval.${waiting}`, exitCodes.usage);
  }
  talk.say(`${formatCount(shown.deletions)} to be deleted${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}.`);
  return shown;
}

function lineOf({ half, side, album, name }: WaitingDeletion): string {
  return `${side === 'local' ? 'here' : `on ${serviceWords(half)}`}  ${album}/${name}`;
}

async function approve(running: Running, job: string, options: ApproveOptions): Promise<number> {
  const { plans, deletions } = await show(running, job, options);
  const what = countOf(deletions, 'deletion');
  if (options.yes !== true && !(await askWhether(`Approve of ${what}?`, 'Add --yes to approve of them.'))) {
    talk.say('Nothing was approved.');
    return exitCodes.done;
  }
  const { album, why } = options;
  for (const [half, plan] of plans) {
    talk.say(await running.jobs.approve(job, { who: running.settings.user, half, album, plan, why }));
  }
  // Where the worker is this very command, a job that is to go on needs it to stay.
  if (running.hasOwnWorker && options.detach !== true) return watchJob(running, { jobId: job, isJson: false });
  return exitCodes.done;
}
