import { isPhotoName } from '../../core/sync-titles';
import { nameOf } from '../../core/naming';
import type { CallOptions } from '../../providers/provider';
import type { PlanRow } from '../../state/sync-plan-row';
import { BlindSpots } from './blind-spots';
import { guardsOf } from './guards';
import { Places } from './places';
import { planMatch, type PlanContext } from './plan-match';
import type { SyncHalf } from './sync-half';
import { withOwnItems } from './own-items';

/** Matches of one page of a survey, and of one portion of it. */
const matchesPerPage = 4_000;
const matchesAtOnce = 500;

/** Surveys of a half in one job whose plans may wait for something to get out of the way. */
const deferringRounds = 2;

/** Behind no match: what concerns whole albums has places of its own before. */
const beforeAll = -1_000_000_000;

/**
 * Plans a page of matches and writes the plan down; done again, it is the same plan.
 * @param after Place of the last match of the page before; 0 begins.
 * @returns Where to go on; `undefined` when all is planned.
 */
export async function planPage(half: SyncHalf, after: number, { signal }: CallOptions): Promise<number | undefined> {
  const { of, pair, state, options } = half;
  const survey = await state.syncSurveys.find(of);
  const stage = survey?.stage ?? 0;
  const spots = await BlindSpots.of(half);
  const context: PlanContext = {
    half,
    spots,
    guards: await guardsOf(half),
    places: new Places(half, spots),
    stage,
    mayDefer: (survey?.round ?? 0) < deferringRounds,
  };
  await state.syncPlans.clearAfter(of, after === 0 ? beforeAll : after);
  if (after === 0) await state.syncPlans.add(of, await withOwnItems(half, troubleRows(context)));
  let last = after;
  while (last - after < matchesPerPage) {
    signal.throwIfAborted();
    const matches = await state.syncMatches.page(of, pair, { after: last, limit: matchesAtOnce });
    const rows: PlanRow[] = [];
    for (const match of matches) rows.push(await planMatch(match, context));
    await state.syncPlans.add(of, await withOwnItems(half, rows));
    if (matches.length < matchesAtOnce) {
      if (options.max !== undefined) await keepWithin(half, options.max);
      return undefined;
    }
    last = matches.at(-1)?.ordinal ?? last;
  }
  return last;
}

async function keepWithin({ of, state }: SyncHalf, max: number): Promise<void> {
  const before = await state.syncDoings.countOperations(of);
  await state.syncPlans.limit(of, Math.max(0, max - before), `beyond --max ${max}`);
}

/** Albums that are left alone, on either side. */
function troubleRows({ half, spots, stage }: PlanContext): PlanRow[] {
  const { half: name } = half.of;
  const failed = {
    stage,
    bytes: 0,
    status: 'failed',
    kind: 'InvalidAsset',
    isDeletion: false,
    isAgain: false,
  } as const;
  const here = spots.unreadable.map(({ path, title, trouble }) => {
    const item = isPhotoName(nameOf(path)) ? path : `${path}/`;
    return { title, item: `${name}/${title}/${item}`, reason: `${trouble}. The album "${title}" is left alone` };
  });
  const there = spots.troubled.map(({ title, trouble }) => ({ title, item: `${name}/${title}`, reason: trouble }));
  return [...here, ...there].map((row, index) => ({ ...failed, ...row, ordinal: beforeAll + 1 + index }));
}
