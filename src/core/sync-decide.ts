import { refused, whyLeft, whyNotDeleted } from './sync-reasons';
import type { SyncOptions } from './sync';

/** One side of a photo that is there, held against what it was when both sides last agreed. */
export interface SideState {
  /** `unsure`: something about it changed, and the service tells no checksum. */
  content: 'same' | 'edited' | 'unsure';
  /** `moved`: its album is another, whatever its name. */
  place: 'same' | 'renamed' | 'moved';
}

/** A photo as both sides have it now. */
export interface SyncCase {
  /** Absent: it is not on this machine (any more). */
  local?: SideState;
  /** Absent: it is not at the service (any more). */
  remote?: SideState;
  /** Both sides agreed on it before. Without it what is there is new, and states are of no account. */
  isKnown: boolean;
  /** The contents held against each other, where both are there. */
  contents: 'equal' | 'different' | 'unknown';
  /** Album and name are the same on both sides. */
  arePlacesEqual: boolean;
  /** The side that was changed last, where that can be told. */
  newer?: 'local' | 'remote';
}

/** What of a job's options matters for one photo, and what its service is called. */
export interface SyncRules extends Pick<SyncOptions, 'upload' | 'save' | 'delete' | 'prefer'> {
  service: string;
}

/** Which way something is brought; `both`: each side keeps its own and gets the other's beside it. */
export type Way = 'to-remote' | 'to-local';

/** What is to be done about a photo. */
export type SyncVerdict =
  | { kind: 'in-step' }
  /** Gone on both sides. */
  | { kind: 'forget' }
  /** Nothing is done, for a reason that is no fault. */
  | { kind: 'left'; reason: string }
  /** Nothing can be done before somebody chooses. */
  | { kind: 'refused'; reason: string }
  /** A new photo for the service, or a new file here. */
  | { kind: 'upload' | 'save' }
  | { kind: 'delete-remote' | 'delete-local' }
  /** Both are there, and perhaps the same; if not, somebody has to choose. */
  | { kind: 'compare' }
  /** Both are there, and content, place or both must be brought from one side to the other. */
  | SyncChange;

/** What is to be done about a photo that both sides have. */
export interface SyncChange {
  kind: 'change';
  content: 'none' | 'keep-both' | Way;
  /** False: only when the contents turn out to differ. */
  isSure: boolean;
  place: 'none' | Way;
}

/** The decision on one photo: the cases of docs/sync-cases.md. */
export function decideSync(photo: SyncCase, rules: SyncRules): SyncVerdict {
  const { local, remote, isKnown } = photo;
  if (local !== undefined && remote !== undefined) return decideBoth(photo, { local, remote }, rules);
  if (local !== undefined) return decideLocalOnly(local, isKnown, rules);
  if (remote !== undefined) return decideRemoteOnly(remote, isKnown, rules);
  return { kind: 'forget' };
}

function decideLocalOnly(local: SideState, isKnown: boolean, rules: SyncRules): SyncVerdict {
  const what = changeOf(local);
  if (isKnown && what === undefined) {
    if (rules.save && rules.delete) return { kind: 'delete-local' };
    return { kind: 'left', reason: whyNotDeleted('local', rules) };
  }
  if (rules.upload) return { kind: 'upload' };
  return {
    kind: 'left',
    reason: whyLeft({ side: 'local', what: isKnown ? what : 'new', isGoneThere: isKnown }, rules),
  };
}

function decideRemoteOnly(remote: SideState, isKnown: boolean, rules: SyncRules): SyncVerdict {
  const what = changeOf(remote);
  if (isKnown && what === undefined) {
    if (rules.upload && rules.delete) return { kind: 'delete-remote' };
    return { kind: 'left', reason: whyNotDeleted('remote', rules) };
  }
  if (rules.save) return { kind: 'save' };
  return {
    kind: 'left',
    reason: whyLeft({ side: 'remote', what: isKnown ? what : 'new', isGoneThere: isKnown }, rules),
  };
}

type Sides = Record<'local' | 'remote', SideState>;

function decideBoth(photo: SyncCase, sides: Sides, rules: SyncRules): SyncVerdict {
  const content = decideContent(photo, sides, rules);
  if ('kind' in content) return content;
  const isTorn = content.wish === 'keep-both';
  // Two photos that go their own ways from here keep their places; there is nothing to bring together.
  const place = isTorn ? 'none' : decidePlace(photo, sides, rules);
  const isContentOpen = content.wish === 'none' || isOpen(content.wish, rules);
  const isPlaceOpen = place === 'none' || isOpen(place, rules);
  if (content.wish === 'none' && place === 'none') return { kind: 'in-step' };
  // What one direction may do is done, though the other is closed.
  const change: SyncChange = {
    kind: 'change',
    content: isContentOpen ? content.wish : 'none',
    isSure: content.isSure || !isContentOpen,
    place: isPlaceOpen ? place : 'none',
  };
  if (change.content !== 'none' || change.place !== 'none') return change;
  const way = content.wish === 'none' || content.wish === 'keep-both' ? place : content.wish;
  const side = way === 'to-remote' ? 'local' : 'remote';
  const what = content.wish === 'none' ? changeOf({ content: 'same', place: sides[side].place }) : sides[side].content;
  return {
    kind: 'left',
    reason: whyLeft({ side, what: what === 'same' ? 'edited' : what, isGoneThere: false }, rules),
  };
}

interface ContentWish {
  wish: SyncChange['content'];
  isSure: boolean;
}

function decideContent(photo: SyncCase, { local, remote }: Sides, rules: SyncRules): ContentWish | SyncVerdict {
  const { isKnown, contents } = photo;
  if (contents === 'equal') return { wish: 'none', isSure: true };
  const isSure = contents === 'different';
  if (isKnown && local.content === 'same') {
    return remote.content === 'same' ? { wish: 'none', isSure: true } : { wish: 'to-local', isSure };
  }
  if (isKnown && remote.content === 'same') return { wish: 'to-remote', isSure: true };
  const wish = preferred(photo, rules);
  if (isOpen(wish, rules)) return { wish, isSure };
  return isSure ? { kind: 'refused', reason: refused({ isKnown, wish }, rules) } : { kind: 'compare' };
}

/** Who wins where both sides differ and neither is what was agreed on. */
function preferred({ newer }: SyncCase, { prefer }: SyncRules): 'keep-both' | Way {
  const winner = prefer === 'newer' ? newer : prefer;
  if (winner === undefined) return 'keep-both';
  return winner === 'local' ? 'to-remote' : 'to-local';
}

function decidePlace(
  { isKnown, arePlacesEqual }: SyncCase,
  { local, remote }: Sides,
  { prefer }: SyncRules,
): 'none' | Way {
  // Found by their content under two names: each side may have its reasons, and nobody has renamed anything.
  if (!isKnown || arePlacesEqual) return 'none';
  if (local.place === 'same') return remote.place === 'same' ? 'none' : 'to-local';
  if (remote.place === 'same') return 'to-remote';
  return prefer === 'remote' ? 'to-local' : 'to-remote';
}

function isOpen(way: 'keep-both' | Way, { upload, save }: SyncRules): boolean {
  if (way === 'keep-both') return upload && save;
  return way === 'to-remote' ? upload : save;
}

function changeOf({ content, place }: SideState): 'edited' | 'unsure' | 'renamed' | 'moved' | undefined {
  if (content !== 'same') return content;
  return place === 'same' ? undefined : place;
}
