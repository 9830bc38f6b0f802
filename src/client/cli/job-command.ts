import { InvalidArgumentError, Option, type Command } from 'commander';
import type { JobSpec } from '../../core/spec';
import type { JobType, OptionDoc } from '../../jobs/job-type';
import { loadSettings } from '../../settings';
import { exitCodes } from './exit-codes';
import { parseBytes } from './parse-bytes';
import { withTemporal } from './runtime';
import { talk } from './talk';
import { watchJob } from './watch';

/** What a command derived from a job type does besides starting the job; wired by the composition root. */
export interface JobCommandPorts {
  /** Faults that can be seen before anything starts: no such folder, no credentials. Ends the command by throwing. */
  check(spec: JobSpec): Promise<void>;
  /** Prints the plan; returns the exit code. */
  dryRun(spec: JobSpec, isJson: boolean): Promise<number>;
}

/** Adds the command of a job type: its arguments and options, and those every job has. */
export function addJobCommand(program: Command, type: JobType, ports: JobCommandPorts): void {
  const command = program.command(type.name).description(type.summary);
  for (const argument of type.arguments) {
    const name = argument.required ? `<${argument.name}>` : `[${argument.name}]`;
    if (argument.kind === 'number') command.argument(name, argument.summary, parseNumber);
    else command.argument(name, argument.summary);
  }
  for (const option of type.options) command.addOption(toOption(option));
  command
    .option('--dry-run', 'print what would be done, and do nothing')
    .option('--detach', 'start the job and do not wait for it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExamples:\n${type.examples.map((example) => `  ${example}`).join('\n')}`)
    .action(async (...given: unknown[]) => {
      const options = command.opts<Record<string, unknown>>();
      const settings = loadSettings();
      const profile = typeof options.profile === 'string' ? options.profile : undefined;
      const setting = (key: string): string | undefined => settings.setting(key, profile) ?? settings.setting(key);
      const spec = type.toSpec(inputOf(type, given, options), { setting, cwd: process.cwd() });
      process.exitCode = await run(spec, ports, {
        isJson: options.json === true,
        isDry: options.dryRun === true,
        isDetached: options.detach === true,
      });
    });
}

async function run(
  spec: JobSpec,
  ports: JobCommandPorts,
  { isJson, isDry, isDetached }: { isJson: boolean; isDry: boolean; isDetached: boolean },
): Promise<number> {
  await ports.check(spec);
  if (isDry) return ports.dryRun(spec, isJson);
  return withTemporal({ needsWorker: !isDetached }, async (running) => {
    const { job, attached } = await running.jobs.start(spec, running.settings.user);
    const { concurrency } = spec;
    if (attached) {
      talk.say(`${job.id} does this already: attached to it.`);
      // Whoever starts a parked job again has mended what it needed, or learns at once that it is not mended.
      if (job.state === 'parked') {
        talk.say(await running.jobs.resume(job.id, { who: running.settings.user, why: 'started again' }));
      }
      if (job.spec.concurrency !== concurrency) {
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
    if (!isDetached) return watchJob(running, { jobId: job.id, isJson });
    talk.data(isJson ? JSON.stringify({ job: job.id }) : job.id);
    return exitCodes.done;
  });
}

/** Collects arguments and options under the names of the input's fields. Options given win over arguments. */
function inputOf(type: JobType, given: unknown[], options: Record<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  type.arguments.forEach(({ field }, index) => {
    if (given[index] !== undefined) input[field] = given[index];
  });
  for (const option of type.options) {
    const value = options[toOption(option).attributeName()];
    if (value !== undefined) input[option.field] = value;
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
    case 'flag':
      return option;
  }
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError(`"${text}" is not a number.`);
  return number;
}

function parsePair(text: string): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError(`"${text}" is not of the form key=value.`);
  return { [text.slice(0, equals)]: text.slice(equals + 1) };
}
