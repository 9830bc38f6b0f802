import { nameOf } from '../../core/naming';
import type { SideState, SyncCase } from '../../core/sync-decide';
import { nameKey } from '../../core/sync-titles';
import type { SyncedPhoto } from '../../state/sync-base';
import type { SyncMatch } from '../../state/sync-matches';
import type { LocalRow, RemoteRow } from '../../state/sync-survey';

/** Times of files are kept by some disks to two seconds (FAT): what is closer is not told apart. */
const timesApartMs = 2_000;

/** A match with what must be looked up to decide on it. */
export interface SyncPhoto extends Pick<SyncMatch, 'base' | 'local' | 'remote'> {
  /** The file was once named apart from another, which has gone: it may be called as its photo is. */
  mayHaveNameBack?: boolean;
}

/** A match as the case that is decided: what became of each side, and how they compare. */
export function caseOf({ base, local, remote, mayHaveNameBack = false }: SyncPhoto): SyncCase {
  const localState = local === undefined ? undefined : stateHere(local, remote, base);
  const there = remote === undefined ? undefined : stateThere(remote, base);
  const isBack = mayHaveNameBack && localState?.place === 'same' && there?.place === 'same';
  const remoteState = isBack ? { ...there, place: 'renamed' as const } : there;
  return {
    isKnown: base !== undefined,
    local: localState,
    remote: remoteState,
    contents: local === undefined || remote === undefined ? 'unknown' : compared(local, remote, base),
    arePlacesEqual: local?.title === remote?.title && nameKey(local?.name ?? '') === remote?.name_key,
    newer: newerOf(local, remote),
  };
}

/** True when the file has another name than it had when both sides last agreed, or one that sets it apart there. */
export function isRenamedHere(local: LocalRow, remote: RemoteRow | undefined, base: SyncedPhoto): boolean {
  if (local.name !== nameOf(base.localPath).normalize('NFC')) return true;
  // Two photos of one name there, both known: the file whose name is another tells what its photo should be called.
  return remote?.is_twice === 1 && nameKey(local.name) !== remote.name_key;
}

function stateHere(local: LocalRow, remote: RemoteRow | undefined, base: SyncedPhoto | undefined): SideState {
  if (base === undefined) return { content: 'same', place: 'same' };
  const isRenamed = isRenamedHere(local, remote, base);
  return {
    content: local.md5 === base.md5 ? 'same' : 'edited',
    place: local.title !== base.title ? 'moved' : isRenamed ? 'renamed' : 'same',
  };
}

function stateThere(remote: RemoteRow, base: SyncedPhoto | undefined): SideState {
  if (base === undefined) return { content: 'same', place: 'same' };
  const isRenamed = remote.name !== base.remoteName;
  return {
    content: contentThere(remote, base),
    place: remote.title !== base.title ? 'moved' : isRenamed ? 'renamed' : 'same',
  };
}

/** A service may say that something changed when the content did not; and some tell no checksum. */
function contentThere(remote: RemoteRow, base: SyncedPhoto): SideState['content'] {
  // Another photo of the same name may have the same fingerprint: that tells contents of one photo apart.
  if (remote.photo_id === base.remoteId && remote.fingerprint === base.remoteFingerprint) return 'same';
  if (remote.md5 === null) return 'unsure';
  return remote.md5 === base.md5 ? 'same' : 'edited';
}

function compared(local: LocalRow, remote: RemoteRow, base: SyncedPhoto | undefined): SyncCase['contents'] {
  if (remote.md5 !== null) return remote.md5 === local.md5 ? 'equal' : 'different';
  if (base === undefined || contentThere(remote, base) !== 'same') return 'unknown';
  return local.md5 === base.md5 ? 'equal' : 'different';
}

function newerOf(local: LocalRow | undefined, remote: RemoteRow | undefined): SyncCase['newer'] {
  if (local === undefined || remote?.modified_at == null) return undefined;
  const apartMs = local.mtime_ms - Date.parse(remote.modified_at);
  if (!(Math.abs(apartMs) > timesApartMs)) return undefined;
  return apartMs > 0 ? 'local' : 'remote';
}
