import type { SurveyCounts } from '../../state/sync-survey';
import { ProviderError } from '../../providers/provider-error';
import { BlindSpots } from './blind-spots';
import type { SyncHalf } from './sync-half';

/** So few may be missing whatever they are a part of, or nobody could work with a handful of photos. */
const fewestMissing = 5;

/** More than one in so many missing is no matter of single deletions. */
const guardedPart = 4;

const matchesAtOnce = 500;

/** Why no deletion is planned, by the side that it would take something away from. */
export interface Guards {
  local?: string;
  remote?: string;
}

/**
 * Sees that a local root which held photos is not empty: its disk may not be mounted.
 * @throws {ProviderError} `NotFound` when it is, unless that was said to be right.
 */
export async function refuseEmptyRoot({ of, pair, root, options, state }: SyncHalf): Promise<void> {
  if (options.force || (await state.syncSurveys.countLocal(of)) > 0) return;
  const known = await state.syncMatches.countBase(pair);
  if (known === 0 || (await state.syncSurveys.unreadable(of)).length > 0) return;
  const were = known === 1 ? '1 photo was' : `${known} photos were`;
  throw new ProviderError(
    'NotFound',
    `${root} is empty, though ${were} in step. Is its disk mounted? --force goes on.`,
  );
}

/** Counts what is gone on either side, but for what nobody could look at, and notes it with the survey. */
export async function countGone(half: SyncHalf): Promise<void> {
  const { of, pair, state } = half;
  const spots = await BlindSpots.of(half);
  const counts: SurveyCounts = { known: await state.syncMatches.countBase(pair), goneHere: 0, goneThere: 0 };
  for (const side of ['local', 'remote'] as const) {
    let after = 0;
    for (;;) {
      const gone = await state.syncMatches.gone(of, pair, { side, after, limit: matchesAtOnce });
      const seen = gone.filter(({ base }) => {
        if (base === undefined || spots.hidesTitle(base.title)) return false;
        return side === 'local' ? !spots.hidesPath(base.localPath) : !spots.hidesAlbum(base.remoteAlbumId);
      });
      counts[side === 'local' ? 'goneHere' : 'goneThere'] += seen.length;
      if (gone.length < matchesAtOnce) break;
      after = gone.at(-1)?.ordinal ?? after;
    }
  }
  await state.syncSurveys.setCounts(of, counts);
}

/** What deletions a half may not plan, by what its survey has counted. */
export async function guardsOf({ of, options, service, state }: SyncHalf): Promise<Guards> {
  const counts = (await state.syncSurveys.find(of))?.counts;
  if (options.force || counts === undefined) return {};
  const { known, goneHere, goneThere } = counts;
  const isServiceEmpty = goneThere > 0 && (await state.syncAlbums.count(of)) === 0;
  const tooMany = (gone: number, where: string): string =>
    `not deleted: ${gone} of ${known} photos are gone ${where}, more than a quarter; --force deletes them`;
  return {
    remote: isGreat(goneHere, known) ? `${tooMany(goneHere, 'here')} on ${service}` : undefined,
    local: isServiceEmpty
      ? `not deleted: ${service} shows no album at all; --force deletes them here`
      : isGreat(goneThere, known)
        ? `${tooMany(goneThere, `on ${service}`)} here`
        : undefined,
  };
}

function isGreat(gone: number, known: number): boolean {
  return gone >= fewestMissing && gone * guardedPart > known;
}
