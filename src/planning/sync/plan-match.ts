import { nameOf } from '../../core/naming';
import { safePart } from '../../core/safe-path';
import type { SyncStep } from '../../core/sync';
import { isConflictNameOf } from '../../core/sync-conflict-name';
import { decideSync, type SyncRules, type SyncVerdict } from '../../core/sync-decide';
import { nameKey } from '../../core/sync-titles';
import type { SyncedPhoto } from '../../state/sync-base';
import type { SyncMatch } from '../../state/sync-matches';
import type { PlanRow } from '../../state/sync-plan-row';
import { toLocalPhoto, toRemotePhoto, type LocalRow, type RemoteRow } from '../../state/sync-survey';
import type { BlindSpots } from './blind-spots';
import type { Guards } from './guards';
import type { Places } from './places';
import { caseOf, type SyncPhoto } from './states';
import { stepsOf, type PlannedSteps } from './steps';
import type { SyncHalf } from './sync-half';

/** What a photo that both sides agree on is called in a report. */
export const inStep = 'in step';

/** What one match is planned with. */
export interface PlanContext {
  half: SyncHalf;
  spots: BlindSpots;
  guards: Guards;
  places: Places;
  /** Stage of the half that the plan is for. */
  stage: number;
  /** What is in another's way may wait for it: there are surveys left to plan it then. */
  mayDefer: boolean;
}

type Row = Pick<PlanRow, 'item' | 'title' | 'bytes' | 'status'> & Partial<PlanRow>;

/** Plans one match: decides, says how, and what it is called in the job. */
export async function planMatch(match: SyncMatch, context: PlanContext): Promise<PlanRow> {
  const { half, stage } = context;
  const row = leftAlone(match, context) ?? (await rowOf(await looked(match, context), context));
  const prefix = `${half.of.half}/${row.title}/`;
  return {
    isDeletion: false,
    isAgain: false,
    ordinal: match.ordinal,
    ...row,
    stage: row.isDeletion === true ? stage + 1 : stage,
    item: prefix + row.item,
    operation: row.operation === undefined ? undefined : { ...row.operation, item: prefix + row.item },
  };
}

/** Photos that cannot be looked at, or told from others, stay as they are on both sides. */
function leftAlone(match: SyncMatch, { spots }: PlanContext): Row | undefined {
  const { base, local, remote } = match;
  const row = { ...namesOf(match), bytes: bytesOf(match) };
  if (local?.verdict != null) {
    const item = local.verdict === 'failed' ? local.path : row.item;
    return { ...row, item, ...told(local) };
  }
  if (remote?.verdict != null) {
    const item = remote.verdict === 'failed' ? `${row.item} (${remote.photo_id})` : row.item;
    return { ...row, item, ...told(remote) };
  }
  const titles = [local?.title, remote?.title, base?.title].filter((title) => title !== undefined);
  const isHidden =
    titles.some((title) => spots.hidesTitle(title)) ||
    (base !== undefined && local === undefined && spots.hidesPath(base.localPath)) ||
    (base !== undefined && remote === undefined && spots.hidesAlbum(base.remoteAlbumId));
  if (base !== undefined && local === undefined && spots.excludes(base.localPath)) {
    return { ...row, status: 'skipped', reason: `left alone: --exclude leaves out the folder of "${base.localPath}"` };
  }
  if (!isHidden) return undefined;
  return { ...row, status: 'skipped', reason: 'left alone with its album, whose own line says why' };
}

function told({ verdict, trouble }: Pick<LocalRow, 'verdict' | 'trouble'>): Pick<Row, 'status' | 'reason' | 'kind'> {
  const reason = trouble ?? undefined;
  return verdict === 'failed' ? { status: 'failed', kind: 'InvalidAsset', reason } : { status: 'skipped', reason };
}

/** Looks up what else the decision on a match needs. */
async function looked(match: SyncMatch, { half, places }: PlanContext): Promise<LookedUp> {
  const { local, remote } = match;
  if (local === undefined || remote === undefined || nameKey(local.name) === remote.name_key) return match;
  const isSetApart = isConflictNameOf(local.name, remote.name, half.service);
  return { ...match, mayHaveNameBack: isSetApart && (await places.isFreeHere(remote.title, remote.name)) };
}

type LookedUp = SyncMatch & SyncPhoto;

async function rowOf(match: LookedUp, context: PlanContext): Promise<Row> {
  const verdict = decideSync(caseOf(match), rulesOf(context.half));
  const row = { ...namesOf(match), bytes: bytesOf(match) };
  switch (verdict.kind) {
    case 'in-step':
      return { ...row, status: 'skipped', reason: inStep, base: correctionOf(match) };
    case 'forget':
      return { ...row, status: 'silent', base: { forget: match.base?.localPath } };
    case 'left':
      return { ...row, status: 'skipped', reason: verdict.reason };
    case 'refused':
      return { ...row, status: 'failed', kind: 'Conflict', reason: verdict.reason };
    case 'delete-local':
    case 'delete-remote':
      return deletion(match, verdict.kind, context);
    default:
      return change(match, verdict, context);
  }
}

async function change(match: LookedUp, verdict: ChangeVerdict, context: PlanContext): Promise<Row> {
  const { half, mayDefer } = context;
  const planned = await plannedSteps(match, verdict, context);
  const row = { ...namesOf(match), bytes: bytesOf(match) };
  if (planned === undefined) {
    const reason = `no folder here can hold the album "${row.title}": --exclude or --exclude-in-title hides a folder of that name. Make one that feeds it, or rename the album on ${half.service}`;
    return { ...row, status: 'failed', kind: 'InvalidAsset', reason };
  }
  const { steps, title, bytes, occupant } = planned;
  if (occupant !== undefined && mayDefer && (await leaves(occupant, context))) {
    return { ...row, title, status: 'deferred', reason: `waits until "${occupant.path}" has gone from its place` };
  }
  const operation = { kind: 'sync' as const, item: row.item, half: half.of.half, title, bytes, steps };
  // Its name is set apart here: the next survey has the service do the same, or gives it the name that is free by then.
  return { ...row, title, bytes, status: 'planned', operation, isAgain: occupant !== undefined };
}

type ChangeVerdict = Extract<SyncVerdict, { kind: 'upload' | 'save' | 'change' | 'compare' }>;

async function plannedSteps(
  match: LookedUp,
  verdict: ChangeVerdict,
  { places }: PlanContext,
): Promise<PlannedSteps | undefined> {
  const { local, remote } = match;
  if (verdict.kind === 'change' && local !== undefined && remote !== undefined) {
    return stepsOf({ ...match, local, remote }, verdict, places);
  }
  if (verdict.kind === 'compare' && local !== undefined && remote !== undefined) {
    const photo = toRemotePhoto(remote);
    const compare: SyncStep = { do: 'compare', local: toLocalPhoto(local), remote: photo, ifDifferent: [] };
    return { steps: [compare], title: local.title, bytes: photo.bytes ?? Number(local.bytes) };
  }
  if (local !== undefined) {
    const photo = toLocalPhoto(local);
    const to = await places.there(local.title, local.name);
    return { steps: [{ do: 'upload', local: photo, to }], title: local.title, bytes: photo.bytes };
  }
  if (remote === undefined) throw new Error('a match is of something');
  const place = await places.here(remote, remote);
  if (place === undefined) return undefined;
  const photo = toRemotePhoto(remote);
  const steps: SyncStep[] = [{ do: 'save', remote: photo, to: place.path }];
  return { steps, title: remote.title, bytes: photo.bytes ?? 0, occupant: place.occupant };
}

/** True when this plan takes a file away from its place, so that another can have it. */
async function leaves(occupant: LocalRow, context: PlanContext): Promise<boolean> {
  const { half, guards } = context;
  const match = await half.state.syncMatches.ofLocal(half.of, half.pair, occupant.path);
  if (match === undefined || leftAlone(match, context) !== undefined) return false;
  const verdict = decideSync(caseOf(await looked(match, context)), rulesOf(half));
  // What waits for somebody's approval may wait for days.
  if (verdict.kind === 'delete-local') return guards.local === undefined && !half.options.approve;
  return verdict.kind === 'change' && verdict.place === 'to-local';
}

function deletion(match: SyncMatch, kind: 'delete-local' | 'delete-remote', { guards, half }: PlanContext): Row {
  const { base, local, remote } = match;
  const row = { ...namesOf(match), bytes: 0 };
  const guard = kind === 'delete-local' ? guards.local : guards.remote;
  if (guard !== undefined) return { ...row, status: 'failed', kind: 'Conflict', reason: guard };
  const step = base === undefined ? undefined : deletionStep(base, local, remote);
  if (step === undefined) throw new Error('only what was in step is deleted');
  const operation = { kind: 'sync' as const, ...row, half: half.of.half, steps: [step] };
  return { ...row, status: 'planned', operation, isDeletion: true };
}

function deletionStep(
  base: SyncedPhoto,
  local: LocalRow | undefined,
  remote: RemoteRow | undefined,
): SyncStep | undefined {
  if (remote !== undefined) return { do: 'delete-remote', remote: toRemotePhoto(remote), localPath: base.localPath };
  if (local === undefined) return undefined;
  return { do: 'delete-local', local: toLocalPhoto(local), remote: { albumId: base.remoteAlbumId, id: base.remoteId } };
}

/** What is to be noted of a photo that is in step, where something else is noted. */
function correctionOf({ base, local, remote }: SyncMatch): PlanRow['base'] {
  if (local === undefined || remote === undefined) return undefined;
  const record: SyncedPhoto = {
    localPath: local.path,
    title: local.title,
    md5: local.md5,
    bytes: Number(local.bytes),
    localFingerprint: local.fingerprint,
    remoteAlbumId: remote.album_id,
    remoteId: remote.photo_id,
    remoteTitle: remote.title,
    remoteName: remote.name,
    remoteFingerprint: remote.fingerprint,
  };
  const isNoted = base !== undefined && JSON.stringify(record) === JSON.stringify(inOrder(base));
  return isNoted ? undefined : { record };
}

function inOrder(base: SyncedPhoto): SyncedPhoto {
  const { localPath, title, md5, bytes, localFingerprint, remoteAlbumId, remoteId, remoteTitle, remoteName } = base;
  const { remoteFingerprint } = base;
  return {
    localPath,
    title,
    md5,
    bytes,
    localFingerprint,
    remoteAlbumId,
    remoteId,
    remoteTitle,
    remoteName,
    remoteFingerprint,
  };
}

/** Album and name under which a job has a match. */
function namesOf({ base, local, remote }: SyncMatch): { title: string; item: string } {
  const title = local?.title ?? remote?.title ?? base?.title ?? '';
  if (local !== undefined) return { title, item: local.name };
  return { title, item: remote === undefined ? nameOf(base?.localPath ?? '') : safePart(remote.name) };
}

function bytesOf({ local, remote }: SyncMatch): number {
  return Number(local?.bytes ?? remote?.bytes ?? 0);
}

function rulesOf({ options, service }: SyncHalf): SyncRules {
  return { ...options, service };
}
