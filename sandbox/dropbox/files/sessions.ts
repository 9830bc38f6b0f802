import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import { streamPiece, type Piece } from '../../frame/piece';
import type { Settings } from '../settings';

/** An upload in parts. What lies in its file beyond `offset` was never answered for. */
export interface UploadSession {
  id: string;
  offset: number;
  isClosed: boolean;
  startedAt: string;
}

/** Uploads in parts, each a file that grows. */
export class Sessions {
  private readonly sessions: Collection<UploadSession>;
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly journal: Journal,
    private readonly directory: string,
    private readonly settings: () => Settings,
  ) {
    this.sessions = journal.collection('sessions');
  }

  all(): UploadSession[] {
    return [...this.sessions.values()];
  }

  /** A session that lives: they are forgotten after 7 days (Dropbox API v2, `upload_session/start`). */
  get(id: string): UploadSession | undefined {
    const session = this.sessions.get(id);
    const endsAt = Date.parse(session?.startedAt ?? '') + this.settings().sessionSeconds * 1000;
    return endsAt > Date.now() ? session : undefined;
  }

  async start(piece: Piece, isClosed: boolean): Promise<UploadSession> {
    const id = `pid_upload_session:${randomBytes(24).toString('base64url')}`;
    const session = { id, offset: 0, isClosed: false, startedAt: new Date().toISOString() };
    await (await open(this.path(session), 'w')).close();
    return this.append(session, piece, isClosed);
  }

  /** Adds a piece at the end. */
  async append(session: UploadSession, piece: Piece, isClosed: boolean): Promise<UploadSession> {
    const handle = await open(this.path(session), 'r+');
    try {
      let position = session.offset;
      for await (const part of streamPiece(piece) as AsyncIterable<Buffer>) {
        await handle.write(part, 0, part.length, position);
        position += part.length;
      }
    } finally {
      await handle.close();
    }
    const grown = { ...session, offset: session.offset + piece.bytes, isClosed };
    this.sessions.set(session.id, grown);
    await this.journal.flush();
    return grown;
  }

  read(session: UploadSession): Readable | Buffer[] {
    return session.offset === 0 ? [] : createReadStream(this.path(session), { end: session.offset - 1 });
  }

  async forget(session: UploadSession): Promise<void> {
    this.sessions.delete(session.id);
    await this.journal.flush();
    await rm(this.path(session), { force: true });
  }

  /** Lets one request after the other at a session. */
  async inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
    this.turns.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(id) === turn) this.turns.delete(id);
    }
  }

  private path({ id }: UploadSession): string {
    return join(this.directory, id.slice(id.indexOf(':') + 1));
  }
}
