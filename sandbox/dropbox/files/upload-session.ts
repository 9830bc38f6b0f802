import { Readable } from 'node:stream';
import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import type { JsonObject } from '../../frame/json';
import { streamPiece, type Piece } from '../../frame/piece';
import { endpointError, union } from '../api-error';
import { argumentOf, type Call } from '../call';
import { contentHash } from '../content-hash';
import { present, untagged } from '../store/entry';
import { commitSchema, storeFile, WriteRefused } from './commit';
import type { UploadSession } from './sessions';
import { receive } from './upload';

const cursorSchema = z.object({ session_id: z.string(), offset: z.int().min(0) });
const tooLarge = (): Error => endpointError(['payload_too_large']);

/** `files/upload_session/start`. */
export async function startSession(call: Call): Promise<Answer> {
  const { close, content_hash: announced } = argumentOf(
    { ...call, argument: call.argument ?? {} },
    z.object({ close: z.boolean().default(false), content_hash: z.string().nullish() }),
  );
  const piece = await receive(call, tooLarge);
  try {
    await checkPart(piece, announced);
    const { id } = await call.account.sessions.start(piece, close);
    return jsonAnswer(200, { session_id: id });
  } finally {
    await call.account.spool.drop(piece);
  }
}

/** `files/upload_session/append_v2`; answers `null`. */
export async function appendSession(call: Call): Promise<Answer> {
  const { account } = call;
  const {
    cursor,
    close,
    content_hash: announced,
  } = argumentOf(
    call,
    z.object({ cursor: cursorSchema, close: z.boolean().default(false), content_hash: z.string().nullish() }),
  );
  const piece = await receive(call, tooLarge);
  try {
    return await account.sessions.inTurn(cursor.session_id, async () => {
      const session = sessionAt(call, cursor);
      if ('error' in session) throw endpointError(session.tags, session.error);
      await checkPart(piece, announced);
      await account.sessions.append(session, piece, close);
      return jsonAnswer(200, null);
    });
  } finally {
    await account.spool.drop(piece);
  }
}

/** `files/upload_session/finish`: the last piece, and what becomes of the whole. */
export async function finishSession(call: Call): Promise<Answer> {
  const { account, fn } = call;
  const {
    cursor,
    commit,
    content_hash: announced,
  } = argumentOf(call, z.object({ cursor: cursorSchema, commit: commitSchema, content_hash: z.string().nullish() }));
  const last = await receive(call, tooLarge);
  try {
    return await account.sessions.inTurn(cursor.session_id, async () => {
      const session = sessionAt(call, cursor, { mayBeClosed: last.bytes === 0 });
      if ('error' in session) {
        const error = { '.tag': 'lookup_failed', lookup_failed: session.error };
        throw endpointError(['lookup_failed', ...session.tags], error);
      }
      await checkPart(last, announced);
      const whole = await account.sessions.append(session, last, true);
      const piece = await account.spool.take(Readable.from(account.sessions.read(whole)));
      const stored = await storeFile({ account, fn, commit, piece }).catch((error: unknown) => {
        if (!(error instanceof WriteRefused)) throw error;
        throw error.isPath ? endpointError(['path', ...error.reason]) : endpointError(error.reason);
      });
      await account.sessions.forget(whole);
      return jsonAnswer(200, untagged(present(stored)));
    });
  } finally {
    await account.spool.drop(last);
  }
}

/** The hash that was announced is that of this one request's bytes. */
async function checkPart(piece: Piece, announced: string | null | undefined): Promise<void> {
  if (announced && announced !== (await contentHash(streamPiece(piece))))
    throw endpointError(['content_hash_mismatch']);
}

interface Lost {
  tags: string[];
  error: JsonObject;
}

/** The session, when it is where the client thinks it is (`files.UploadSessionLookupError`). */
function sessionAt(
  { account }: Call,
  { session_id: id, offset }: z.infer<typeof cursorSchema>,
  { mayBeClosed = false } = {},
): UploadSession | Lost {
  const session = account.sessions.get(id);
  if (!session) return lost('not_found');
  if (session.offset !== offset) {
    return { tags: ['incorrect_offset'], error: { '.tag': 'incorrect_offset', correct_offset: session.offset } };
  }
  return session.isClosed && !mayBeClosed ? lost('closed') : session;
}

function lost(tag: string): Lost {
  return { tags: [tag], error: union(tag) };
}
