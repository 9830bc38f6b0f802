import type { Operation } from '../core/operation';
import { emptyTally } from '../core/outcome';
import type { Outcome } from '../state/outcomes';
import { whileAlive } from './alive';
import { countItems, plannedBy } from './count-items';
import type { ActivityPorts } from './ports';
import { runningJob } from './running-job';
import type { Activities, PlannedPage } from './types';

/**
 * Plans one page of a folder and writes it down. Called again for the same page, by a retry of the activity or by a
 * run that continued as new, it returns only what is still to be done, and counts each item once.
 */
export function planPage(ports: ActivityPorts): Activities['planPage'] {
  return (request) =>
    whileAlive((signal) => (request.pass > 0 ? planRetry(ports, request) : planListing(ports, request, signal)));
}

type PageRequest = Parameters<Activities['planPage']>[0];

async function planListing(ports: ActivityPorts, request: PageRequest, signal: AbortSignal): Promise<PlannedPage> {
  const { jobId, folder, ref, half, stage, cursor, limit } = request;
  const { state } = ports;
  const job = await runningJob(state.jobs, jobId);
  const earlier = new Map<string, Outcome>();
  const known = async (items: string[]): Promise<ReadonlySet<string>> => {
    for (const [item, outcome] of await state.outcomes.find(jobId, items)) earlier.set(item, outcome);
    return new Set(earlier.keys());
  };
  const page = await ports
    .planner(job)
    .page({ folder: { path: folder, ref }, half, stage, cursor, limit, known }, { signal });
  const me = plannedBy();
  await state.outcomes.plan(jobId, page.items, { plannedBy: me, pass: 0 });
  const before = [...earlier.values()];
  return {
    operations: [...page.items, ...before.filter(({ status }) => status === 'planned')].flatMap(({ operation }) =>
      operation === undefined ? [] : [operation],
    ),
    tally: countItems([...page.items, ...before.filter((outcome) => outcome.plannedBy === me)]),
    cursor: page.cursor,
  };
}

/** Takes failed items of a folder back to planned. Their folder's row itself, if that failed, is listed again. */
async function planRetry({ state }: ActivityPorts, request: PageRequest): Promise<PlannedPage> {
  const { jobId, folder, pass, retry, cursor, limit } = request;
  const outcomes = await state.outcomes.itemsToRetry(jobId, pass, { ...retry, folder }, cursor, limit);
  const items = outcomes.flatMap(({ item, operation }) => (operation === undefined ? [] : [{ item, operation }]));
  await state.outcomes.replan(jobId, items, { plannedBy: plannedBy(), pass });
  return {
    operations: items.map(({ operation }): Operation => operation),
    tally: emptyTally(),
    cursor: outcomes.length < limit ? undefined : outcomes.at(-1)?.item,
  };
}
