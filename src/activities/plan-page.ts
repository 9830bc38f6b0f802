import type { Operation } from '../core/operation';
import { emptyTally } from '../core/outcome';
import { TransferPlanner } from '../planning/transfer-planner';
import { unlistable } from '../planning/unlistable';
import type { AssetPage, Source } from '../providers/provider';
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
  const { jobId, folder, ref, cursor, limit } = request;
  const { state } = ports;
  const job = await runningJob(state.jobs, jobId);
  const { spec } = job;
  const source = ports.openSource(job);
  const page = await listOrOddity(source, { folder: { path: folder, ref }, cursor, limit }, signal);
  const items = [...page.entries.map((asset) => asset.path), ...page.oddities.map((oddity) => oddity.path)];
  const known = await state.outcomes.find(jobId, items);
  const planner = new TransferPlanner(spec, {
    source,
    destination: ports.openDestination(spec),
    names: state.names,
    inventory: state.inventory,
    checksums: state.checksums,
  });
  const planned = await planner.plan(
    {
      folder,
      entries: page.entries.filter((asset) => !known.has(asset.path)),
      oddities: page.oddities.filter((oddity) => !known.has(oddity.path)),
    },
    { signal },
  );
  const me = plannedBy();
  await state.outcomes.plan(jobId, planned, { plannedBy: me, pass: 0 });
  const earlier = [...known.values()];
  return {
    operations: [...planned, ...earlier.filter((outcome) => outcome.status === 'planned')].flatMap(({ operation }) =>
      operation === undefined ? [] : [operation],
    ),
    tally: countItems([...planned, ...earlier.filter((outcome) => outcome.plannedBy === me)]),
    cursor: page.cursor,
  };
}

/** A folder that cannot be listed is a failed row of the report; the rest of the job goes on. */
async function listOrOddity(
  source: Source,
  request: Parameters<Source['list']>[0],
  signal: AbortSignal,
): Promise<AssetPage> {
  try {
    return await source.list(request, { signal });
  } catch (error) {
    const { path } = request.folder;
    return unlistable(path === '' ? '.' : `${path}/`, error);
  }
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
