import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import type { LocalPhoto, RemotePhoto, SyncStep } from '../../core/sync';
import { ProviderError } from '../../providers/provider-error';
import { sweepParts } from '../part-files';
import { aloneWith, letGo } from './alone-with';
import { changedSincePlan } from './changed-since-plan';
import { discard, mustBeDiscardable } from './discard';
import { fileBelow } from './file-below';
import { hasContent, isTaken, lookAt, type FoundFile } from './found-file';
import { findInTrash, keepInTrash } from './local-trash';
import { partPrefix, writePart, type PartFile } from './part-file';
import { makeFolderFor, moveOver, moveTo } from './put-in-place';
import {
  doneAlready,
  inStep,
  ownerOf,
  plannedPhoto,
  rememberMd5,
  withProgress,
  type StepAnswer,
  type SyncAttempt,
} from './sync-attempt';

type SaveStep = Extract<SyncStep, { do: 'save' }>;

/** What lies in the file in the end. */
interface Placed {
  md5: string;
  found: FoundFile;
  /** It lay there before this attempt. */
  wasThere: boolean;
  /** What it was before, in the trash. */
  kept?: string;
}

/** Fetches a photo to its file, whole or not at all, and notes what both sides are then. */
export async function saveStep(at: SyncAttempt, { remote, to, replaces }: SaveStep): Promise<StepAnswer> {
  const photo = await plannedPhoto(at, remote);
  const file = await fileBelow(at.root, to);
  await sweep(at, file);
  const former = replaces?.path === to ? undefined : replaces;
  if (former !== undefined) await mustBeDiscardable(at, former);
  const saving = new Saving(at, { photo, to, file, replaces: former === undefined ? replaces : undefined });
  const { md5, found, wasThere, kept } = await saving.place();
  const agreed = { path: to, fingerprint: found.fingerprint, md5, bytes: found.bytes };
  await rememberMd5(at, agreed);
  await at.agreement.record(agreed, photo, { photo: remote, path: former?.path });
  const inTrash = former === undefined ? kept : (await discard(at, former))?.kept;
  const note = inTrash === undefined ? undefined : `what it was before: ${relative(at.root, inTrash)}`;
  const did = replaces === undefined ? 'saved' : 'replaced here';
  const answer = { movedBytes: found.bytes, photo, md5, path: to, note };
  if (!wasThere) return { ...answer, did };
  const isOlderThanJob = found.changedMs < Date.parse(at.job.createdAt);
  return isOlderThanJob ? inStep(answer) : doneAlready(at, { ...answer, did });
}

/** Takes away what attempts before have left beside the file when they were killed. */
async function sweep(at: SyncAttempt, file: string): Promise<void> {
  const owner = ownerOf(at);
  await sweepParts(partPrefix(file, owner), { attempt: at.attempt, startedAtMs: at.scheduledAtMs });
  if (at.attempt > 1) await letGo({ file, owner });
}

interface Target {
  photo: RemotePhoto;
  /** Below the root. */
  to: string;
  file: string;
  /** What the file should hold until then; absent: nothing may be there. */
  replaces: LocalPhoto | undefined;
}

/** Sees to it that the right bytes lie under the path. */
class Saving {
  constructor(
    private readonly at: SyncAttempt,
    private readonly target: Target,
  ) {}

  async place(): Promise<Placed> {
    const { file, replaces } = this.target;
    const there = await this.lookFirst();
    if (there !== undefined) return { ...there, kept: await this.keptBefore() };
    // A new file is put where nothing is by one call that fails where something is: that needs nobody to be alone.
    return this.fetched((part) =>
      replaces === undefined
        ? this.putNew(part)
        : aloneWith({ file, owner: ownerOf(this.at) }, () => this.putOver(part)),
    );
  }

  /** What lies there already, where no byte need be fetched to tell. @throws {ProviderError} `Conflict` */
  private async lookFirst(): Promise<Placed | undefined> {
    const { photo, file, replaces, to } = this.target;
    const there = await lookAt(file);
    if (there === undefined) {
      if (replaces !== undefined || (await isTaken(file))) throw changedSincePlan(`"${to}"`);
      return undefined;
    }
    const known = await this.at.agreement.ofPhoto(photo);
    if (known?.localPath === to && known.localFingerprint === there.fingerprint) {
      return { md5: known.md5, found: there, wasThere: true };
    }
    const { md5, bytes } = photo;
    if (md5 !== undefined && (await hasContent(file, { md5, bytes }, this.at.signal))) {
      return { md5, found: there, wasThere: true };
    }
    const mayBeSame = md5 === undefined && (bytes === undefined || bytes === there.bytes);
    if (there.fingerprint !== replaces?.fingerprint && !mayBeSame) throw changedSincePlan(`"${to}"`);
    return undefined;
  }

  /** Fetches the content to a part, which is gone afterwards whatever becomes of it. */
  private async fetched(put: (part: PartFile) => Promise<Placed>): Promise<Placed> {
    const { at } = this;
    const { photo, file, replaces } = this.target;
    const writer = ownerOf(at);
    await makeFolderFor(file);
    const content = await at.albums.content(photo, { signal: at.signal });
    const mode = replaces === undefined ? undefined : (await lookAt(file))?.mode;
    const { modifiedAt } = photo;
    const part = await writePart(
      { to: file, writer, content, modifiedAt, mode, onProgress: withProgress(at) },
      at.signal,
    );
    try {
      mustBeWhole(photo, content.bytes, part);
      return await put(part);
    } finally {
      await rm(part.file, { force: true });
    }
  }

  private async putNew(part: PartFile): Promise<Placed> {
    const isPut = await this.unlessSwept(moveTo(part.file, this.target.file));
    return isPut ? placed(part) : this.sameThere(part);
  }

  /** The former content is in the trash before other content takes its name; the name is never without a file. */
  private async putOver(part: PartFile): Promise<Placed> {
    const { root, day, signal } = this.at;
    const { file, replaces } = this.target;
    if (replaces === undefined || (await lookAt(file))?.fingerprint !== replaces.fingerprint) {
      return this.sameThere(part);
    }
    const kept = await keepInTrash({ root, day, ...replaces }, signal);
    await this.unlessSwept(moveOver(part.file, file));
    return { ...placed(part), kept };
  }

  /** Where an attempt before has put what was there. */
  private async keptBefore(): Promise<string | undefined> {
    const { root, day, signal, attempt } = this.at;
    const { replaces } = this.target;
    return attempt === 1 || replaces === undefined ? undefined : findInTrash({ root, day, ...replaces }, signal);
  }

  /** What was put there meanwhile, when it is the same. @throws {ProviderError} `Conflict` when it is not. */
  private async sameThere({ md5, found: { bytes } }: PartFile): Promise<Placed> {
    const { file, to } = this.target;
    const found = await lookAt(file);
    if (found === undefined || !(await hasContent(file, { md5, bytes }, this.at.signal))) {
      throw changedSincePlan(`"${to}"`);
    }
    return { md5, found, wasThere: true };
  }

  /** Another process may take a part whose time lies in the past for one that was left behind. */
  private async unlessSwept<T>(move: Promise<T>): Promise<T> {
    return move.catch((error: unknown) => {
      if (error instanceof ProviderError && error.kind === 'NotFound') throw disturbed(this.target.to);
      throw error;
    });
  }
}

/** The file as it was when it got its place: whoever has changed it since, has changed what was in step. */
function placed({ md5, found }: PartFile): Placed {
  return { md5, found, wasThere: false };
}

/** @throws {ProviderError} `Transient` when bytes are missing or are not those that the service speaks of. */
function mustBeWhole(photo: RemotePhoto, bytes: number, { md5, found }: PartFile): void {
  if (found.bytes !== bytes) throw damaged(photo, `${found.bytes} bytes of ${bytes}`);
  if (photo.md5 !== undefined && photo.md5 !== md5) throw damaged(photo, `MD5 ${md5} instead of ${photo.md5}`);
}

function damaged({ name }: RemotePhoto, how: string): ProviderError {
  return new ProviderError('Transient', `"${name}" did not arrive whole: ${how}. It was not saved.`);
}

function disturbed(path: string): ProviderError {
  return new ProviderError('Transient', `"${path}" was disturbed by somebody else while it was saved.`, {
    service: 'the local disk',
  });
}
