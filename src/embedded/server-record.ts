import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from './whole-file';

const identity = z.object({ pid: z.number().int(), startedAt: z.string() });

const schema = z.object({
  /** `stopping` is written before the keeper looks for users a last time, so that whoever comes later sees it. */
  state: z.enum(['starting', 'ready', 'stopping', 'stopped', 'failed']),
  keeper: identity,
  server: identity.optional(),
  port: z.number().int().optional(),
  uiPort: z.number().int().optional(),
  /** Why it failed, in words for a person. */
  reason: z.string().optional(),
});

/** What the keeper says about the server in `server.json`. */
export type ServerRecord = z.infer<typeof schema>;

/** Reads the record; `undefined` when there is none or it is no record (a power cut may leave an empty file). */
export function readRecord(stateDir: string): ServerRecord | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(recordFile(stateDir), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Writes the record. Only for the keeper. */
export function writeRecord(stateDir: string, record: ServerRecord): void {
  writeWhole(recordFile(stateDir), `${JSON.stringify(record, undefined, 2)}\n`);
}

function recordFile(stateDir: string): string {
  return join(stateDir, 'server.json');
}
