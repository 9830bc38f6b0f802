import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFacts } from '../../core/error-facts';
import { classifyLocal } from '../../providers/local/classify';
import { fingerprintOf } from '../../providers/local/fingerprint';
import { ProviderError } from '../../providers/provider-error';
import type { CallOptions } from '../../providers/provider';
import type { PlanRow } from '../../state/sync-plan-row';
import type { Approved } from '../job-planner';
import { deletionPlanOf, deletionsOf, deletionStepOf, type DeletionStep } from './deletion-plan';
import type { SyncHalf } from './sync-half';
import { mustBeFolder } from './survey';

interface Approval {
  stage: number;
  plan: string;
  /** Title of one album; absent: all. */
  album?: string;
}

/**
 * Takes somebody's approval of the deletions that wait, when the plan is still the one that was approved of and all that
 * it would take away is still as it was planned.
 * @throws {ProviderError} `NotFound` for an album that nothing waits in, and when the local root is not there.
 */
export async function approveDeletions(
  half: SyncHalf,
  { stage, plan, album }: Approval,
  options: CallOptions,
): Promise<Approved> {
  const { of, state, root } = half;
  await mustBeFolder(root);
  const current = await deletionPlanOf(half, stage);
  if (current.plan !== plan) {
    const what = current.deletions === 1 ? '1 deletion waits' : `${current.deletions} deletions wait`;
    return { kind: 'stale', reason: `the plan is another by now: ${what}` };
  }
  const titles = await state.syncDeletionPlans.albumsOfDeletions(of, stage);
  if (album !== undefined && !titles.includes(album)) {
    const waiting = titles.map((title) => `"${title}"`).join(', ');
    throw new ProviderError('NotFound', `No deletions wait in the album "${album}". Albums that wait: ${waiting}.`);
  }
  let deletions = 0;
  for (const title of album === undefined ? titles : [album]) {
    const seen = new Map<string, Promise<ReadonlyMap<string, string>>>();
    for await (const row of deletionsOf(half, { stage, title })) {
      const reason = await mismatchOf(half, row, seen, options);
      if (reason !== undefined) return { kind: 'stale', reason };
      deletions += 1;
    }
  }
  await state.syncDeletionPlans.approve(of, { stage, title: album });
  return { kind: 'approved', deletions };
}

/** Listings of albums, by their ids: fingerprints of photos by their ids. */
type Seen = Map<string, Promise<ReadonlyMap<string, string>>>;

/** Why a deletion does not fit what is there now. */
async function mismatchOf(half: SyncHalf, row: PlanRow, seen: Seen, options: CallOptions): Promise<string | undefined> {
  const step = deletionStepOf(row);
  const { albumId, id } = step.remote;
  const listing = seen.get(albumId) ?? listingOf(half, albumId, options);
  seen.set(albumId, listing);
  const fingerprint = (await listing).get(id);
  const isAsPlanned = step.do === 'delete-remote' ? fingerprint === step.remote.fingerprint : fingerprint === undefined;
  if (!isAsPlanned) return `${row.item} is not as it was on ${half.service} when this was planned`;
  return (await isHereAsPlanned(half, step)) ? undefined : `${row.item} is not as it was here when this was planned`;
}

async function isHereAsPlanned({ root }: SyncHalf, step: DeletionStep): Promise<boolean> {
  const path = step.do === 'delete-remote' ? step.localPath : step.local.path;
  const found = await stat(join(root, path), { bigint: true }).catch((error: unknown) => {
    const { code } = errorFacts(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw classifyLocal(error);
    return undefined;
  });
  if (step.do === 'delete-remote') return found === undefined;
  return found !== undefined && fingerprintOf(found) === step.local.fingerprint;
}

/** What is in an album now. One that is gone holds nothing. */
async function listingOf({ albums }: SyncHalf, albumId: string, options: CallOptions): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | undefined;
  try {
    do {
      const page = await albums.photos({ album: { id: albumId, name: '' }, cursor }, options);
      for (const { id, fingerprint } of page.entries) found.set(id, fingerprint);
      cursor = page.cursor;
    } while (cursor !== undefined);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'NotFound') throw error;
    return new Map();
  }
  return found;
}
