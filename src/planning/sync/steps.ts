import { folderOf, joinPath } from '../../core/naming';
import type { LocalPhoto, RemotePhoto, RemotePlace, SyncStep } from '../../core/sync';
import type { SyncChange } from '../../core/sync-decide';
import { toLocalPhoto, toRemotePhoto, type LocalRow, type RemoteRow } from '../../state/sync-survey';
import { folderWithin, type LocalPlace, type Places } from './places';
import { caseOf, isRenamedHere, type SyncPhoto } from './states';

/** A photo that both sides have. */
export interface Both extends SyncPhoto {
  local: LocalRow;
  remote: RemoteRow;
}

/** What is to be done, and what stood in its way. */
export interface PlannedSteps {
  steps: SyncStep[];
  title: string;
  bytes: number;
  /** A file that has the name which one here should get. */
  occupant?: LocalRow;
}

/** The steps of a change. `undefined`: no folder here can hold the album. */
export async function stepsOf(both: Both, change: SyncChange, places: Places): Promise<PlannedSteps | undefined> {
  const { local, remote } = both;
  if (change.content === 'keep-both') return keepBoth(both, change, places);
  if (change.place === 'to-local') return withPlaceHere(both, change, places);
  const [file, photo] = [toLocalPhoto(local), toRemotePhoto(remote)];
  const isArranged = change.place === 'to-remote';
  const to = isArranged ? await wishedThere(both, places) : await places.there(remote.title, remote.name);
  const content = contentStep(change, { file, photo, path: file.path, to });
  // What goes to the service anyway takes its place with it.
  const isOwnStep = isArranged && !(change.content === 'to-remote' && change.isSure);
  const arrange: SyncStep = { do: 'arrange-remote', remote: photo, local: file, to };
  return {
    steps: [...(isOwnStep ? [arrange] : []), ...content],
    title: isArranged ? local.title : remote.title,
    bytes: bytesOf(change, both),
  };
}

/** The file gets the place of its photo; first, so that its content is brought to where it stays. */
async function withPlaceHere(both: Both, change: SyncChange, places: Places): Promise<PlannedSteps | undefined> {
  const { local, remote } = both;
  const place = await wishedHere(both, places);
  if (place === undefined) return undefined;
  const { path, occupant } = place;
  const [file, photo] = [toLocalPhoto(local), toRemotePhoto(remote)];
  const planned = { title: remote.title, bytes: bytesOf(change, both), occupant };
  const to = await places.there(remote.title, remote.name);
  if (change.content === 'to-local' && change.isSure) {
    return { ...planned, steps: [{ do: 'save', remote: photo, to: path, replaces: file }] };
  }
  const content = contentStep(change, { file: { ...file, path }, photo, path, to });
  return { ...planned, steps: [{ do: 'arrange-local', local: file, remote: photo, to: path }, ...content] };
}

interface ContentEnds {
  file: LocalPhoto;
  photo: RemotePhoto;
  /** Where the file lies by then. */
  path: string;
  /** Where the photo is to be. */
  to: RemotePlace;
}

function contentStep({ content, isSure }: SyncChange, { file, photo, path, to }: ContentEnds): SyncStep[] {
  if (content !== 'to-local' && content !== 'to-remote') return [];
  const step: SyncStep =
    content === 'to-local'
      ? { do: 'save', remote: photo, to: path, replaces: file }
      : { do: 'upload', local: file, to, replaces: photo };
  return isSure ? [step] : [{ do: 'compare', local: file, remote: photo, ifDifferent: [step] }];
}

/**
 * Both contents stay: the photo is saved as a file of its own, under a name that tells where it is from where its own is
 * that of the file, and the file becomes a photo of its own.
 */
async function keepBoth(both: Both, { isSure }: SyncChange, places: Places): Promise<PlannedSteps | undefined> {
  const { local, remote } = both;
  const [file, photo] = [toLocalPhoto(local), toRemotePhoto(remote)];
  const upload: SyncStep = { do: 'upload', local: file, to: await places.there(local.title, local.name) };
  const bytes = file.bytes + (photo.bytes ?? 0);
  const wrap = (steps: SyncStep[]): SyncStep[] =>
    isSure ? steps : [{ do: 'compare', local: file, remote: photo, ifDifferent: steps }];
  if (!caseOf(both).arePlacesEqual) {
    const place = await places.here(remote, remote);
    if (place === undefined) return undefined;
    const { path, occupant } = place;
    return { steps: wrap([{ do: 'save', remote: photo, to: path }, upload]), title: local.title, bytes, occupant };
  }
  const name = await places.freeName(local.title, local.name);
  const to = joinPath(folderOf(local.path), name);
  const arrange: SyncStep = {
    do: 'arrange-remote',
    remote: photo,
    local: file,
    to: await places.there(remote.title, name),
  };
  return { steps: wrap([arrange, { do: 'save', remote: photo, to }, upload]), title: local.title, bytes };
}

/** The place of the file, as far as it is another than before; a name that only its service knows stays. */
async function wishedThere({ base, local, remote }: Both, places: Places): Promise<RemotePlace> {
  const isNameOurs = base === undefined || isRenamedHere(local, remote, base) || remote.name !== base.remoteName;
  return places.there(local.title, isNameOurs ? local.name : remote.name);
}

/** The place of the photo, as far as it is another than before. */
async function wishedHere(both: Both, places: Places): Promise<LocalPlace | undefined> {
  const { base, local, remote, mayHaveNameBack = false } = both;
  const isNameKept = base !== undefined && remote.name === base.remoteName && !isRenamedHere(local, remote, base);
  const isNameTheirs = !isNameKept || mayHaveNameBack;
  const name = isNameTheirs ? remote.name : local.name;
  return places.here(remote, { title: remote.title, name, folder: folderWithin(local, remote.title) }, local);
}

function bytesOf({ content }: SyncChange, { local, remote }: Both): number {
  if (content === 'none') return 0;
  return Number(content === 'to-local' ? (remote.bytes ?? 0) : local.bytes);
}
