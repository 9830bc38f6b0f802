import { nameKey } from '../../core/sync-titles';
import type { CallOptions } from '../../providers/provider';
import type { SyncedPhoto } from '../../state/sync-base';
import type { SharedName } from '../../state/sync-shared-names';
import type { LocalRow, RemoteRow } from '../../state/sync-survey';
import { BlindSpots } from './blind-spots';
import type { SyncHalf } from './sync-half';

/** A page of a survey ends after so many portions of rows. */
const portionsPerPage = 8;

/** Where matching goes on: a step, and behind which row of it. */
export interface MatchPlace {
  step: number;
  after?: string;
}

/** One portion of a step, behind a row; returns the last row of it, or `undefined` when that was all. */
type MatchStep = (half: SyncHalf, after: string | undefined) => Promise<string | undefined>;

const steps: MatchStep[] = [
  ({ of, pair, state }) => done(state.syncMatching.matchInPlace(of, pair)),
  refuseNamesSharedHere,
  refuseNamesSharedThere,
  matchMovedHere,
  findMovedHere,
  findMovedThere,
  ({ of, state }) => done(state.syncMatching.matchNew(of, 'md5')),
  (half, after) => pairNew(half, after, ({ md5 }) => ({ md5 })),
  ({ of, state }) => done(state.syncMatching.matchNew(of, 'name_key')),
  (half, after) => pairNew(half, after, ({ name_key }) => ({ nameKey: name_key })),
  ({ of, pair, state }) => done(state.syncMatches.build(of, pair)),
];

/** Finds out what belongs together, portion by portion. No place: all is matched. */
export async function matchPage(
  half: SyncHalf,
  { step, after }: MatchPlace,
  { signal }: CallOptions,
): Promise<MatchPlace | undefined> {
  let at = step;
  let last = after;
  for (let portions = 0; portions < portionsPerPage; portions += 1) {
    signal.throwIfAborted();
    const one = steps[at];
    if (one === undefined) return undefined;
    last = await one(half, last);
    if (last === undefined) at += 1;
  }
  return { step: at, after: last };
}

/** For steps that are one statement. */
async function done(statement: Promise<void>): Promise<undefined> {
  await statement;
}

async function refuseNamesSharedHere({ of, state }: SyncHalf, after: string | undefined): Promise<string | undefined> {
  const shared = await state.syncSharedNames.sharedHere(of, readName(after));
  for (const name of shared) {
    const locals = await state.syncSharedNames.localsNamed(of, name);
    const trouble = `${sharedWords(locals.map((row) => row.name))} in the album: ${locals.map(({ path }) => path).join(' and ')}. Rename one.`;
    await state.syncSharedNames.troubleHere(of, name, { verdict: 'failed', trouble, isNewOnly: false });
    const there = `two files here are called "${locals[0]?.name ?? ''}"`;
    await state.syncSharedNames.troubleThere(of, name, { verdict: 'skipped', trouble: there });
  }
  return writeName(shared.at(-1));
}

/** Of photos of one name those stay that were in step under it. */
async function refuseNamesSharedThere(half: SyncHalf, after: string | undefined): Promise<string | undefined> {
  const { of, state, service } = half;
  const shared = await state.syncSharedNames.sharedThere(of, readName(after));
  for (const name of shared) {
    const remotes = await state.syncSharedNames.remotesNamed(of, name);
    const trouble = `${sharedWords(remotes.map((row) => row.name))} in the album on ${service}. Rename one there.`;
    for (const remote of remotes) {
      if (remote.verdict === 'skipped' || remote.verdict === 'ignored') continue;
      const isKnown = await isWhereItWas(half, remote);
      await state.syncSharedNames.markRemote(of, remote, isKnown ? { is_twice: 1 } : { verdict: 'failed', trouble });
    }
    const here = `two photos on ${service} are called "${remotes[0]?.name ?? ''}"`;
    await state.syncSharedNames.troubleHere(of, name, { verdict: 'skipped', trouble: here, isNewOnly: true });
  }
  return writeName(shared.at(-1));
}

async function isWhereItWas({ pair, state }: SyncHalf, remote: RemoteRow): Promise<boolean> {
  if (remote.base_path === null) return false;
  const base = await state.syncBase.ofFile(pair, remote.base_path);
  return base?.remoteName === remote.name && base.title === remote.title;
}

function sharedWords(names: string[]): string {
  const [first = '', ...others] = [...new Set(names)];
  if (others.length === 0) return `"${first}" is ${names.length === 2 ? 'twice' : `${names.length} times`}`;
  return `${[first, ...others].map((name) => `"${name}"`).join(' and ')}, one name on some disks, are`;
}

/** The plain cases of the next step, where nothing may be hidden in a folder that could not be read. */
async function matchMovedHere(half: SyncHalf): Promise<undefined> {
  const { of, pair, state } = half;
  if ((await BlindSpots.of(half)).unreadable.length === 0) await state.syncMatching.matchMovedHere(of, pair);
}

/** What was in step and has no file: one of its content that is new is that file under another name. */
async function findMovedHere(half: SyncHalf, after: string | undefined): Promise<string | undefined> {
  const { of, pair, state } = half;
  const missing = await state.syncMatching.missing(of, pair, { side: 'local', after });
  const spots = missing.length === 0 ? undefined : await BlindSpots.of(half);
  for (const base of missing) {
    if (spots?.hidesPath(base.localPath) === true) continue;
    const local = await state.syncMatching.newLocalWithMd5(of, base);
    if (local !== undefined) await state.syncMatching.setLocalBase(of, local.path, base.localPath);
  }
  return missing.at(-1)?.localPath;
}

/**
 * What was in step and has no photo: the same one in another album, else one of its content, else one that was put in its
 * place. Of a file that has gone elsewhere the place is no sign any more.
 */
async function findMovedThere(half: SyncHalf, after: string | undefined): Promise<string | undefined> {
  const { of, pair, state } = half;
  const missing = await state.syncMatching.missing(of, pair, { side: 'remote', after });
  const spots = missing.length === 0 ? undefined : await BlindSpots.of(half);
  for (const base of missing) {
    if (spots?.hidesAlbum(base.remoteAlbumId) === true) continue;
    const remote = await movedPhoto(half, base);
    if (remote !== undefined) await state.syncMatching.setRemoteMatch(of, remote, { base_path: base.localPath });
  }
  return missing.at(-1)?.localPath;
}

async function movedPhoto({ of, state }: SyncHalf, base: SyncedPhoto): Promise<RemoteRow | undefined> {
  const { title, md5, remoteId, remoteName } = base;
  const { syncMatching } = state;
  const found =
    (await syncMatching.newRemoteWith(of, { id: remoteId }, { title, isTitleSure: false })) ??
    (await syncMatching.newRemoteWith(of, { md5 }, { title, isTitleSure: false }));
  if (found !== undefined || !(await syncMatching.isInPlaceHere(of, base.localPath))) return found;
  return syncMatching.newRemoteWith(of, { nameKey: nameKey(remoteName) }, { title, isTitleSure: true });
}

/** Files and photos that nothing was known of, by what they have in common. */
async function pairNew(
  { of, state }: SyncHalf,
  after: string | undefined,
  markOf: (local: LocalRow) => { md5: string } | { nameKey: string },
): Promise<string | undefined> {
  const locals = await state.syncMatching.newLocals(of, after);
  for (const local of locals) {
    const { title, path } = local;
    const remote = await state.syncMatching.newRemoteWith(of, markOf(local), { title, isTitleSure: true });
    if (remote !== undefined) await state.syncMatching.setRemoteMatch(of, remote, { local_path: path });
  }
  return locals.at(-1)?.path;
}

function readName(after: string | undefined): SharedName | undefined {
  return after === undefined ? undefined : (JSON.parse(after) as SharedName);
}

function writeName(name: SharedName | undefined): string | undefined {
  return name === undefined ? undefined : JSON.stringify(name);
}
