import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identityOf, isAlive } from './process-identity';
import { writeWhole } from './whole-file';

const schema = z.object({ pid: z.number().int(), startedAt: z.string() });

/** A claim on the server: it runs as long as one is held by a process that lives. */
export interface Lease {
  release(): void;
}

/** Writes down that this process uses the server. The claim ends with the process, however that ends. */
export function takeLease(stateDir: string): Lease {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error(`the start time of process ${process.pid} cannot be read`);
  const folder = join(stateDir, 'users');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${process.pid}-${randomBytes(4).toString('hex')}.json`);
  writeWhole(file, JSON.stringify(identity));
  return { release: () => rmSync(file, { force: true }) };
}

/** Counts the claims of living processes, and takes away those of dead ones. */
export function countLiveLeases(stateDir: string): number {
  const folder = join(stateDir, 'users');
  let live = 0;
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.json')) continue;
    const file = join(folder, name);
    if (isHeld(file)) live += 1;
    else rmSync(file, { force: true });
  }
  return live;
}

function isHeld(file: string): boolean {
  try {
    const lease = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return lease.success && isAlive(lease.data);
  } catch {
    return false;
  }
}
