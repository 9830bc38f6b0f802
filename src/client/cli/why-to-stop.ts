import { countOf } from '../../core/format';
import { serviceWords } from '../../core/sync';
import type { HalfProgress, JobProgress } from '../../workflows/messages';
import { exitCodes } from './exit-codes';

/** Why a command that follows a job goes no further: nothing of it goes on until somebody does something. */
interface Stop {
  lines: string[];
  exitCode: number;
}

/** Tells whether a job, or all of its halves that are not through, wait for a person. */
export function whyToStop({ jobId, parked, halves = [] }: JobProgress): Stop | undefined {
  const again = `Then: ferry jobs resume ${jobId}`;
  if (parked !== undefined) {
    return { lines: [`${jobId} is parked: ${parked.message}`, again], exitCode: exitCodes.credentials };
  }
  const open = halves.filter(({ state }) => state !== 'idle');
  const waiting = open.filter(({ approval }) => approval !== undefined);
  const needing = open.filter(({ need }) => need !== undefined);
  if (open.length === 0 || new Set([...waiting, ...needing]).size < open.length) return undefined;
  const lines = [
    ...needing.map(({ half, need }) => `${serviceWords(half)} is parked: ${need?.message ?? ''}`),
    ...(needing.length > 0 ? [again] : []),
    ...waiting.map((half) => waitingLine(jobId, half)),
  ];
  return { lines, exitCode: needing.length > 0 ? exitCodes.credentials : exitCodes.waitingForApproval };
}

function waitingLine(jobId: string, { half, approval }: HalfProgress): string {
  const deletions = approval?.deletions ?? 0;
  const what = `${countOf(deletions, 'deletion')} ${deletions === 1 ? 'waits' : 'wait'}`;
  return `${serviceWords(half)}: ${what} for approval. See them, and approve: ferry jobs approve ${jobId}`;
}
