import { foldedPath, markedPath } from '../../core/safe-path';
import type { NameRegister, NameWish, Reservation } from '../../state/names';

/** A path that an asset would like below a root. */
export interface DiskWish {
  /** Names the asset for ever: `<scope>/<resource type>/<type>/<public id>...`; see `diskWish`. */
  key: string;
  /** Safe on every platform. */
  path: string;
  resourceType: string;
  type: string;
}

/** A path of many parts needs a name for each of them. */
const wishesAtOnce = 500;

/** What names the owner of a path that is a folder. */
const folderOwner = 'folder ';

/**
 * Reserves a path for each asset, for ever: the wished one, or, where that is another's on a disk that does not tell
 * upper from lower case, one with a mark that says what sets the two apart (` (video)`, ` (private)`), or a number.
 * @returns Paths by key.
 */
export async function reserveOnDisk(
  names: NameRegister,
  scope: string,
  wishes: DiskWish[],
): Promise<Map<string, string>> {
  const folders = await reserveFolders(names, scope, wishes);
  const reserved = new Map<string, string>();
  let open = wishes.map((wish) => ({ ...wish, path: within(folders, wish.path), mark: '' }));
  for (let round = 1; open.length > 0; round += 1) {
    const reservations = await reserveAll(
      names,
      scope,
      open.map(({ key, path, mark }) => ({ assetKey: key, wished: folded(path, mark), keepExtension: true })),
    );
    const again: typeof open = [];
    for (const wish of open) {
      const reservation = reservations.get(wish.key);
      if (reservation === undefined) throw new Error(`no path was reserved for ${wish.path}`);
      const { name, takenBy } = reservation;
      if (takenBy === undefined) reserved.set(wish.key, unfolded(wish.path, name));
      else again.push({ ...wish, mark: nextMark(wish, takenBy, round) });
    }
    open = again;
  }
  return reserved;
}

/** Folders are names too: one may not be called what a file is called already. */
async function reserveFolders(names: NameRegister, scope: string, wishes: DiskWish[]): Promise<Map<string, string>> {
  const taken = new Map<string, string>();
  const all = new Set(wishes.flatMap(({ path }) => foldersAbove(path)).map(foldedPath));
  let open = [...all].map((path) => ({ path, mark: '' }));
  for (let round = 1; open.length > 0; round += 1) {
    const reservations = await reserveAll(
      names,
      scope,
      open.map(({ path, mark }) => ({ assetKey: folderOwner + path, wished: path + mark, keepExtension: false })),
    );
    open = open.flatMap(({ path }) => {
      const reservation = reservations.get(folderOwner + path);
      if (reservation?.takenBy !== undefined) {
        return [{ path, mark: round === 1 ? ' (folder)' : ` (folder, ${round})` }];
      }
      const mark = reservation?.name.slice(path.length) ?? '';
      if (mark !== '') taken.set(path, mark);
      return [];
    });
  }
  return taken;
}

/** The path with the names that its folders have got. */
function within(marks: Map<string, string>, path: string): string {
  if (marks.size === 0) return path;
  const parts = path.split('/');
  return parts
    .map((part, at) => {
      const isFolder = at < parts.length - 1;
      const mark = isFolder ? marks.get(foldedPath(parts.slice(0, at + 1).join('/'))) : undefined;
      return part + (mark ?? '');
    })
    .join('/');
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** What tells an asset from the one that has its path; where nothing does, or not enough, a number. */
function nextMark({ resourceType, type }: DiskWish, owner: string, round: number): string {
  if (owner.startsWith(folderOwner)) return round === 1 ? ' (file)' : ` (file, ${round})`;
  const [, ownerResourceType, ownerType] = owner.split('/');
  const words = [
    ...(resourceType === ownerResourceType ? [] : [resourceType]),
    ...(type === ownerType ? [] : [type === 'upload' ? 'public' : type]),
  ];
  if (round === 1 && words.length > 0) return ` (${words.join(', ')})`;
  return ` (${round + 1})`;
}

function folded(path: string, mark: string): string {
  return foldedPath(markedPath(path, mark));
}

/** A reserved name as it is written: the wish with the mark that the name has. Marks are the same when folded. */
function unfolded(path: string, name: string): string {
  if (name === foldedPath(path)) return path;
  const mark = / \([^()/]+\)(?=(\.[^./]*)?$)/.exec(name)?.[0] ?? '';
  const marked = markedPath(path, mark);
  if (foldedPath(marked) !== name) throw new Error(`the path ${name} was reserved for ${path}`);
  return marked;
}

/** Reserves as many at a time as one statement may name. */
async function reserveAll(names: NameRegister, scope: string, wishes: NameWish[]): Promise<Map<string, Reservation>> {
  const reserved = new Map<string, Reservation>();
  for (let start = 0; start < wishes.length; start += wishesAtOnce) {
    const some = await names.reserve(scope, wishes.slice(start, start + wishesAtOnce), 'fail');
    for (const [key, reservation] of some) reserved.set(key, reservation);
  }
  return reserved;
}
