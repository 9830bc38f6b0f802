import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { summarise } from '../../reporting/summary';
import { jobReport } from '../../reporting/job-report';
import { InputCopies } from '../../tables/input-copies';
import { writeAtomically } from '../../tables/write-atomically';
import type { Outcome } from '../../state/outcomes';
import { CommandError, exitCodes } from './exit-codes';
import type { Installation } from './runtime';
import { findJob } from './show-jobs';

/** Prints what failed, a line an item. */
export async function printFailures(
  { state, talk }: Installation,
  jobId: string,
  { kind, folder, json }: { kind?: string; folder?: string; json?: boolean },
): Promise<void> {
  await findJob({ state }, jobId);
  let count = 0;
  for await (const outcome of state.outcomes.read(jobId, { statuses: ['failed'], kind, folder })) {
    count += 1;
    const { item, error, attempts } = outcome;
    talk.data(
      json === true
        ? JSON.stringify({ item, folder: outcome.folder, kind: outcome.kind, error, attempts })
        : `${item}  ${outcome.kind ?? ''}: ${error ?? ''}`,
    );
  }
  if (count === 0) talk.say('Nothing has failed.');
}

/** Prints a job's report as CSV, JSON lines or a summary, or writes it to a file. */
export async function printReport(
  { state, settings, talk }: Installation,
  jobId: string,
  { format, output }: { format: string; output?: string },
): Promise<void> {
  const job = await findJob({ state }, jobId);
  const content = await render();
  if (output === undefined) {
    for await (const piece of content) process.stdout.write(piece as Buffer | string);
    return;
  }
  await writeAtomically(resolve(output), content);
  talk.say(`Written: ${resolve(output)}`);

  async function render(): Promise<Readable> {
    switch (format) {
      case 'csv':
        return jobReport(job, { state, copies: new InputCopies(settings.inputsDir), safeCells: settings.safeCells });
      case 'jsonl':
        return Readable.from(jsonLines(state.outcomes.read(jobId)));
      case 'summary':
        return Readable.from([await summarise(job, state.outcomes)]);
      default:
        throw new CommandError(
          `There is no report format "${format}". There are: csv, jsonl, summary.`,
          exitCodes.usage,
        );
    }
  }
}

async function* jsonLines(outcomes: AsyncIterable<Outcome>): AsyncGenerator<string> {
  for await (const outcome of outcomes) yield `${JSON.stringify(outcome)}\n`;
}
