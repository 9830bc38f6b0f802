import { z } from 'zod';
import { isJsonObject, parseJson } from '../../frame/json';
import { badInput } from '../api-error';

const positionSchema = z.strictObject({
  /** Id of the folder, or nothing for the top. */
  folder: z.string(),
  recursive: z.boolean(),
  deleted: z.boolean(),
  limit: z.number(),
  /** Changes up to this one were told. */
  after: z.number(),
  /** Where the listing began: what goes later is told as gone. */
  began: z.number(),
  /** Empty pages still to come before the next full one. */
  empty: z.number(),
  /** Seen through a shared link. */
  unmounted: z.boolean(),
  generation: z.number(),
});

/** How far a listing is; all of it is in the cursor, so that it holds over a restart. */
export type Position = z.infer<typeof positionSchema>;

export function writeCursor(position: Position): string {
  return `AA${Buffer.from(JSON.stringify(position)).toString('base64url')}`;
}

/** @throws {ApiError} 400 for what was never a cursor. */
export function readCursor(fn: string, cursor: string): Position {
  const value = parseJson(Buffer.from(cursor.slice(2), 'base64url').toString());
  const position = positionSchema.safeParse(value);
  if (!cursor.startsWith('AA') || !isJsonObject(value) || !position.success) {
    throw badInput(fn, 'request body: cursor: Invalid "cursor" parameter');
  }
  return position.data;
}
