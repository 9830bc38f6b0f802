import type { Database } from './database';

/** A chunked upload that can go on where it stopped. */
export interface UploadSession {
  uploadId: string;
  nextByte: number;
}

/** Chunked uploads under way, by destination path and the source's fingerprint. */
export class UploadSessions {
  constructor(private readonly db: Database) {}

  async find(scope: string, path: string, fingerprint: string): Promise<UploadSession | undefined> {
    const row = await this.db
      .selectFrom('upload_sessions')
      .select(['upload_id', 'next_byte'])
      .where('scope', '=', scope)
      .where('path', '=', path)
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    return row === undefined ? undefined : { uploadId: row.upload_id, nextByte: Number(row.next_byte) };
  }

  /** How far the upload to a path is, whatever version of the asset it sends. */
  async latest(scope: string, path: string): Promise<UploadSession | undefined> {
    const row = await this.db
      .selectFrom('upload_sessions')
      .select(['upload_id', 'next_byte'])
      .where('scope', '=', scope)
      .where('path', '=', path)
      .executeTakeFirst();
    return row === undefined ? undefined : { uploadId: row.upload_id, nextByte: Number(row.next_byte) };
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
