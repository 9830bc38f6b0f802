import type { SyncSpec } from '../../core/spec';
import { serviceWords, type SyncOptions } from '../../core/sync';
import { pairOf } from '../../core/sync-pair';
import { albumTitles, type AlbumTitles } from '../../core/sync-titles';
import type { Albums } from '../../providers/albums';
import type { State } from '../../state/state';
import type { HalfOfJob } from '../../state/sync-survey';

/** What planning a sync works with. */
export interface SyncPorts {
  jobId: string;
  state: State;
  /** Opens the service of a half. @throws {ProviderError} `AuthFailed` when nobody is signed in. */
  openAlbums(half: string): Albums;
}

/** One half of a job, opened: what all that surveys and plans it needs. */
export interface SyncHalf {
  of: HalfOfJob;
  /** The two sides, in `sync_base`. */
  pair: string;
  /** The local root, absolute. */
  root: string;
  titles: AlbumTitles;
  options: SyncOptions;
  /** The service in words. */
  service: string;
  albums: Albums;
  state: State;
}

/** Opens a half of a job. @throws {ProviderError} `AuthFailed` when nobody is signed in to its service. */
export function openHalf(spec: SyncSpec, { jobId, state, openAlbums }: SyncPorts, half: string): SyncHalf {
  const { root } = spec.source;
  const albums = openAlbums(half);
  return {
    of: { jobId, half },
    pair: pairOf(root, albums.scope),
    root,
    titles: albumTitles(spec.sync),
    options: spec.sync,
    service: serviceWords(half),
    albums,
    state,
  };
}
