import { stat } from 'node:fs/promises';
import { errorFacts } from '../../core/error-facts';
import { classifyLocal } from '../../providers/local/classify';
import { ProviderError } from '../../providers/provider-error';
import type { CallOptions } from '../../providers/provider';
import type { InventoryPage } from '../job-planner';
import { countGone, refuseEmptyRoot } from './guards';
import { listAlbums, listPhotos, type PhotosPlace } from './list-remote';
import { matchPage, type MatchPlace } from './match';
import { planPage } from './plan-page';
import { resolveTitles } from './resolve-titles';
import { scanLocal } from './scan-local';
import type { SyncHalf } from './sync-half';
import type { WalkPlace } from './walk-albums';

/** Where a survey goes on: the cursor of its next page. */
type SurveyPlace =
  | { at: 'local'; after?: WalkPlace }
  | { at: 'albums'; cursor?: string }
  | { at: 'titles' }
  | ({ at: 'photos' } & PhotosPlace)
  | ({ at: 'match' } & MatchPlace)
  | { at: 'plan'; after: number };

interface SurveyPage {
  listed: number;
  /** Absent: all is planned. */
  next?: SurveyPlace;
}

/**
 * One page of the survey of a half: what is here, what is at the service, what belongs together, what is to be done. Each
 * page may be done again; the first wipes what the survey before has found.
 * @throws {ProviderError} when the local root is not there or empty, the disk fails, or the service cannot be listed.
 */
export async function surveyPage(
  half: SyncHalf,
  { stage, cursor }: { stage: number; cursor?: string },
  options: CallOptions,
): Promise<InventoryPage> {
  const place = cursor === undefined ? await begin(half, stage, options) : (JSON.parse(cursor) as SurveyPlace);
  const { listed, next } = await pageAt(half, place, options);
  return { listed, cursor: next === undefined ? undefined : JSON.stringify(next) };
}

async function begin(half: SyncHalf, stage: number, options: CallOptions): Promise<SurveyPlace> {
  await mustBeFolder(half.root);
  await half.albums.check(options);
  await half.state.syncSurveys.begin(half.of, stage);
  return { at: 'local' };
}

async function pageAt(half: SyncHalf, place: SurveyPlace, options: CallOptions): Promise<SurveyPage> {
  switch (place.at) {
    case 'local': {
      const { listed, cursor } = await scanLocal(half, place.after, options);
      if (cursor !== undefined) return { listed, next: { at: 'local', after: cursor } };
      await mustBeFolder(half.root);
      await refuseEmptyRoot(half);
      return { listed, next: { at: 'albums' } };
    }
    case 'albums': {
      const { listed, cursor } = await listAlbums(half, place.cursor, options);
      return { listed, next: cursor === undefined ? { at: 'titles' } : { at: 'albums', cursor } };
    }
    case 'titles':
      await resolveTitles(half, options);
      return { listed: 0, next: { at: 'photos' } };
    case 'photos': {
      const page = await listPhotos(half, place, options);
      const next = page.place === undefined ? undefined : { at: 'photos' as const, ...page.place };
      return { listed: page.listed, next: next ?? { at: 'match', step: 0 } };
    }
    case 'match': {
      const next = await matchPage(half, place, options);
      if (next !== undefined) return { listed: 0, next: { at: 'match', ...next } };
      await countGone(half);
      return { listed: 0, next: { at: 'plan', after: 0 } };
    }
    case 'plan': {
      const after = await planPage(half, place.after, options);
      return { listed: 0, next: after === undefined ? undefined : { at: 'plan', after } };
    }
  }
}

/** @throws {ProviderError} `NotFound` when a local root is not there, or is no folder. */
export async function mustBeFolder(root: string): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(root)).isDirectory();
  } catch (error) {
    if (errorFacts(error).code !== 'ENOENT') throw classifyLocal(error);
    throw new ProviderError('NotFound', `${root} is not there. Is its disk mounted? Name another folder, or mount it.`);
  }
  if (!isFolder) throw new ProviderError('NotFound', `${root} is not a folder. Name the folder of the albums.`);
}
