import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Collection } from '../../frame/collection';
import type { Journal } from '../../frame/journal';
import type { Metadata } from '../files/write-metadata';
import type { Settings } from '../settings';

/** A resumable upload. What lies in its file beyond `offset` was never answered for. */
export interface UploadSession {
  id: string;
  /** Who began it: requests to it need no token. */
  email: string;
  metadata: Metadata;
  /** The file whose content it replaces; absent: a new one. */
  fileId?: string;
  mimeType?: string;
  /** The parameters it was begun with. */
  query: string;
  /** Bytes announced; absent: not known yet. */
  total?: number;
  offset: number;
  /** The file that came of it. */
  madeId?: string;
  startedAt: string;
}

/** Resumable uploads, each a file that grows (Drive API, "Perform a resumable upload"). */
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

  /** Those that are not finished. */
  open(): UploadSession[] {
    return [...this.sessions.values()].filter(({ madeId }) => madeId === undefined);
  }

  /** A session that lives. */
  get(id: string): UploadSession | undefined {
    const session = this.sessions.get(id);
    const endsAt = Date.parse(session?.startedAt ?? '') + this.settings().sessionSeconds * 1000;
    return endsAt > Date.now() ? session : undefined;
  }

  async start(fields: Omit<UploadSession, 'id' | 'offset' | 'startedAt'>): Promise<UploadSession> {
    const id = `A${randomBytes(48).toString('base64url')}`;
    const session = { ...fields, id, offset: 0, startedAt: new Date().toISOString() };
    await (await open(this.path(session), 'w')).close();
    this.sessions.set(id, session);
    await this.journal.flush();
    return session;
  }

  /**
   * Adds bytes at the end as they come. When they stop coming in the middle, what came stays.
   * @param keep How many of them are taken: the rest is read and forgotten.
   */
  async append(session: UploadSession, body: AsyncIterable<Buffer>, keep: number): Promise<number> {
    const handle = await open(this.path(session), 'r+');
    let taken = 0;
    try {
      for await (const chunk of body) {
        const part = chunk.subarray(0, Math.max(0, keep - taken));
        if (part.length > 0) await handle.write(part, 0, part.length, session.offset + taken);
        taken += part.length;
      }
    } catch {
      // The client went away; the next request asks how far it came.
    } finally {
      await handle.close();
    }
    return taken;
  }

  async change(session: UploadSession): Promise<void> {
    this.sessions.set(session.id, session);
    await this.journal.flush();
  }

  read(session: UploadSession): AsyncIterable<Buffer> | Buffer[] {
    return session.offset === 0 ? [] : createReadStream(this.path(session), { end: session.offset - 1 });
  }

  /** Remembers what came of it, for whoever missed the answer; its bytes go. */
  async finish(session: UploadSession, madeId: string): Promise<void> {
    await this.change({ ...session, madeId });
    await rm(this.path(session), { force: true });
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
    return join(this.directory, id);
  }
}
