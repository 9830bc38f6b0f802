import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFacts } from '../../core/error-facts';

/** What sign-ins have granted, a file a service, readable by its owner alone. */
export class CredentialFiles {
  constructor(private readonly dir: string) {}

  pathOf(service: string): string {
    return join(this.dir, `${service}.json`);
  }

  /** The credentials kept for a service; `undefined` when nobody has signed in. */
  async read(service: string): Promise<string | undefined> {
    try {
      return await readFile(this.pathOf(service), 'utf8');
    } catch (error) {
      if (errorFacts(error).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Keeps credentials. The file is never there with other people's permission, not even half written. */
  async write(service: string, credentials: string): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const part = `${this.pathOf(service)}.${randomBytes(4).toString('hex')}`;
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(credentials);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, this.pathOf(service));
  }

  async remove(service: string): Promise<void> {
    await rm(this.pathOf(service), { force: true });
  }
}
