import { isDeepStrictEqual } from 'node:util';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ZodError } from 'zod';
import type { JobSpec } from '../../core/spec';
import type { JobType, OptionDoc, SpecContext } from '../../jobs/job-type';
import { loadSettings } from '../../settings';
import { CommandError, exitCodes } from './exit-codes';
import { mustBeKnownProfile } from './known-profile';
import { askWhether } from './ask-whether';
import { defaultsOf } from './section-defaults';
import { scheduleJob } from './schedule-job';
import { parseBytes } from './parse-bytes';
import { parseNumber } from './parse-number';
import { readYamlFile } from './read-yaml-file';
import { retryJob } from './retry-job';
import { withTemporal } from './runtime';
import { talk } from './talk';
import { watchJob } from './watch';

/** What a command derived from a job type does besides starting the job; wired by the composition root. */
export interface JobCommandPorts {
  /**
   * Faults that can be seen before anything starts: no such folder, no credentials. Ends the command by throwing; says
   * what it found.
   */
  check(spec: JobSpec): Promise<void>;
  /** Sees that no results are in the way, unless they are the job's own. Ends the command by throwing. */
  mustBeFree(spec: JobSpec): Promise<void>;
  /** Prints the plan, or `limit` items of it; returns the exit code. */
  dryRun(spec: JobSpec, options: { isJson: boolean; limit?: number }): Promise<number>;
}

interface RunOptions {
  isJson: boolean;
  isDry: boolean;
  isDetached: boolean;
  /** Nobody is asked. */
  isAgreed: boolean;
  /** What is in the way is replaced. */
  isForced: boolean;
  limit?: number;
  /** When it is started again and again, instead of now. */
  schedule?: string;
}

/** Adds the command of a job type: its arguments and options, and those every job has. */
export function addJobCommand(program: Command, type: JobType, ports: JobCommandPorts): void {
  const words = type.command.split(' ');
  const command = groupFor(program, words.slice(0, -1))
    .command(words.at(-1) ?? type.name)
    .description(type.summary);
  for (const argument of type.arguments) {
    const isRequired = argument.required && type.takesFailedOnly !== true;
    const name = isRequired ? `<${argument.name}>` : `[${argument.name}]`;
    if (argument.kind === 'number') command.argument(name, argument.summary, parseNumber);
    else command.argument(name, argument.summary);
  }
  for (const option of type.options) command.addOption(toOption(option));
  if (type.asksFirst === true) command.option('-y, --yes', 'do not ask before it starts');
  if (type.writesResults === true) command.option('--force', 'replace results that are there already');
  if (type.isSchedulable === true)
    command.option('--schedule <when>', 'start it again and again: "every 6h", or a cron line');
  if (type.takesFailedOnly === true)
    command.option('--failed-only <job>', 'do what failed in this job again, in its report');
  command
    .option('--dry-run', 'print what would be done, and do nothing')
    .option('--limit <n>', 'with --dry-run: no more than so many', parseNumber)
    .option('--detach', 'start the job and do not wait for it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExamples:\n${type.examples.map((example) => `  ${example}`).join('\n')}`)
    .action(async (...given: unknown[]) => {
      const options = command.opts<Record<string, unknown>>();
      const isJson = options.json === true;
      if (typeof options.failedOnly === 'string') {
        const { failedOnly: jobId } = options;
        process.exitCode = await retryJob({ jobId, isJson, isDetached: options.detach === true });
        return;
      }
      const settings = loadSettings();
      const profile = typeof options.profile === 'string' ? options.profile : undefined;
      mustBeKnownProfile(settings, profile);
      const setting = (key: string): string | undefined => settings.setting(key, profile) ?? settings.setting(key);
      const input = { ...defaultsOf(type, settings.section(type.name)), ...(await inputOf(type, given, options)) };
      const spec = specOf(type, input, { setting, cwd: process.cwd() });
      process.exitCode = await run(spec, ports, {
        isJson,
        isDry: options.dryRun === true,
        isDetached: options.detach === true,
        isAgreed: options.yes === true || type.asksFirst !== true,
        isForced: options.force === true || type.writesResults !== true,
        limit: typeof options.limit === 'number' ? options.limit : undefined,
        schedule: typeof options.schedule === 'string' ? options.schedule : undefined,
      });
    });
}

/** The command that others hang below: `drive` of `drive upload`. Made where it is not there yet. */
export function groupFor(program: Command, words: string[]): Command {
  return words.reduce(
    (parent, word) =>
      parent.commands.find((command) => command.name() === word) ??
      parent.command(word).description(groupSummaries[word] ?? ''),
    program,
  );
}

/** What `ferry --help` says of commands that others hang below. */
const groupSummaries: Record<string, string> = {
  drive: 'Google Drive: look around, and upload folders to Cloudinary',
  dropbox: 'Dropbox: look around, and upload folders to Cloudinary',
};

async function run(spec: JobSpec, ports: JobCommandPorts, options: RunOptions): Promise<number> {
  const { isJson, isDry, isDetached, isAgreed, isForced, limit, schedule } = options;
  await ports.check(spec);
  if (isDry) return ports.dryRun(spec, { isJson, limit });
  if (schedule !== undefined) return scheduleJob(spec, schedule, { isJson });
  if (!isForced) await ports.mustBeFree(spec);
  if (!isAgreed && !(await askWhether('Start?'))) {
    talk.say('Nothing was done.');
    return exitCodes.done;
  }
  return withTemporal({ needsWorker: !isDetached }, async (running) => {
    const { job, attached } = await running.jobs.start(spec, running.settings.user);
    const { concurrency } = spec;
    if (attached) {
      talk.say(`${job.id} does this already: attached to it.`);
      // Whoever starts a parked job again has mended what it needed, or learns at once that it is not mended.
      if (job.state === 'parked') {
        talk.say(await running.jobs.resume(job.id, { who: running.settings.user, why: 'started again' }));
      }
      if (spec.planner === 'sync' && !isDeepStrictEqual(job.spec, JSON.parse(JSON.stringify(spec)))) {
        talk.say('It was started with other options, and keeps them to its end.');
      } else if (job.spec.concurrency !== concurrency) {
        talk.say(
          `It was started with ${job.spec.concurrency} at once. ferry jobs set ${job.id} --concurrency ${concurrency} changes that.`,
        );
      }
    } else {
      talk.say(`${job.id} is started.`);
    }
    if (running.uiUrl !== undefined) {
      talk.say(`Web UI: ${running.uiUrl}/namespaces/${running.namespace}/workflows/${encodeURIComponent(job.id)}`);
    }
    if (isDetached && !(await running.jobs.hasWorker())) {
      talk.say('No worker polls: the job rests until `ferry up`, `ferry worker` or `ferry jobs watch` runs one.');
    }
    if (!isDetached) return watchJob(running, { jobId: job.id, isJson });
    talk.data(isJson ? JSON.stringify({ job: job.id }) : job.id);
    return exitCodes.done;
  });
}

/** Makes the spec; faults are told by the names of flags and arguments. @throws {CommandError} with all of them. */
function specOf(type: JobType, input: Record<string, unknown>, context: SpecContext): JobSpec {
  try {
    return type.toSpec(input, context);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const lines = error.issues.map(({ path, message }) => {
      const field = String(path[0] ?? '');
      const flag = type.options.find((option) => option.field === field)?.flags.replace(/[ ,].*$/, '');
      return message.includes(field) || flag === undefined ? message : `${flag}: ${message}`;
    });
    throw new CommandError(lines.join('\n'), exitCodes.usage);
  }
}

/** Collects arguments and options under the names of the input's fields. Options given win over arguments. */
async function inputOf(
  type: JobType,
  given: unknown[],
  options: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  type.arguments.forEach(({ field }, index) => {
    if (given[index] !== undefined) input[field] = given[index];
  });
  for (const option of type.options) {
    const value = options[toOption(option).attributeName()];
    if (value === undefined) continue;
    input[option.field] = option.kind === 'yaml' && typeof value === 'string' ? await readYamlFile(value) : value;
  }
  return input;
}

function toOption({ flags, summary, kind }: OptionDoc): Option {
  const option = new Option(flags, summary);
  switch (kind) {
    case 'number':
      return option.argParser(parseNumber);
    case 'bytes':
      return option.argParser(parseBytes);
    case 'list':
      return option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    case 'pairs':
      return option.argParser((value: string, before: Record<string, string> | undefined) => ({
        ...before,
        ...parsePair(value),
      }));
    case 'text':
    case 'yaml':
    case 'flag':
      return option;
  }
}

function parsePair(text: string): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError(`"${text}" is not of the form key=value.`);
  return { [text.slice(0, equals)]: text.slice(equals + 1) };
}
