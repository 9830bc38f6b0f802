import type { Selectable } from 'kysely';
import type { Database } from './database';
import type { UploadSessionsTable } from './schema';

/** A chunked upload that can go on where it stopped. */
export interface UploadSession {
  uploadId: string;
  nextByte: number;
}

/** Chunked uploads under way, by destination path and the source's fingerprint. */
export class UploadSessions {
  constructor(private readonly db: Database) {}

  async find(scope: string, path: string, fingerprint: string): Promise<UploadSession | undefined> {
    const row = await this.rowAt(scope, path);
    return row?.fingerprint === fingerprint ? sessionOf(row) : undefined;
  }

  /** How far the upload to a path is, whatever version of the asset it sends. */
  async latest(scope: string, path: string): Promise<UploadSession | undefined> {
    const row = await this.rowAt(scope, path);
    return row === undefined ? undefined : sessionOf(row);
  }

  private rowAt(scope: string, path: string): Promise<Selectable<UploadSessionsTable> | undefined> {
    return this.db
      .selectFrom('upload_sessions')
      .selectAll()
      .where('scope', '=', scope)
      .where('path', '=', path)
      .executeTakeFirst();
  }

  /** Written after each chunk that the service has confirmed. */
  async record(scope: string, path: string, fingerprint: string, session: UploadSession): Promise<void> {
    const columns = {
      fingerprint,
      upload_id: session.uploadId,
      next_byte: session.nextByte,
      updated_at: new Date().toISOString(),
    };
    await this.db
      .insertInto('upload_sessions')
      .values({ scope, path, ...columns })
      .onConflict((conflict) => conflict.columns(['scope', 'path']).doUpdateSet(columns))
      .execute();
  }

  async forget(scope: string, path: string): Promise<void> {
    await this.db.deleteFrom('upload_sessions').where('scope', '=', scope).where('path', '=', path).execute();
  }
}

function sessionOf({ upload_id: uploadId, next_byte: nextByte }: Selectable<UploadSessionsTable>): UploadSession {
  return { uploadId, nextByte: Number(nextByte) };
}
