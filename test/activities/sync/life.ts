/** What everything fails with that is done by a process which is dead. */
export class Killed extends Error {}

/** The life of a worker: counts what it does to the world, and ends after as many effects as a test wants. */
export class Life {
  effects: string[] = [];
  private endsAfter = Infinity;

  /** Begins anew; it ends right after this effect has taken place. */
  begin(endsAfter = Infinity): void {
    this.effects = [];
    this.endsAfter = endsAfter;
  }

  /** Does something to the world, unless it is over. */
  async effect<T>(name: string, call: () => Promise<T>): Promise<T> {
    if (this.isOver) throw new Killed(`dead before ${name}`);
    const result = await call();
    this.effects.push(name);
    if (this.isOver) throw new Killed(`killed after ${this.effects.length}: ${name}`);
    return result;
  }

  private get isOver(): boolean {
    return this.effects.length >= this.endsAfter;
  }
}

/** The life of the worker under test: one a test file, for the mocked file system and the fakes. */
export const life = new Life();

/** The file system of a worker that may be killed: calls that change something are effects of its life. */
export function mortalFileSystem(real: typeof import('node:fs/promises')): typeof import('node:fs/promises') {
  const mortal = { ...real };
  for (const name of ['link', 'rename', 'unlink', 'symlink', 'copyFile', 'rm', 'utimes', 'writeFile'] as const) {
    const call = real[name] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(mortal, { [name]: (...args: unknown[]) => life.effect(name, () => call(...args)) });
  }
  const open = real.open as (...args: unknown[]) => Promise<unknown>;
  const opened = async (...args: unknown[]): Promise<unknown> => {
    if (args[1] !== 'wx') return open(...args);
    let handle: { close(): Promise<void> } | undefined;
    try {
      return await life.effect('open', async () => (handle = (await open(...args)) as typeof handle));
    } catch (error) {
      await handle?.close(); // As the system does for whoever dies.
      throw error;
    }
  };
  const mkdir = real.mkdir as (...args: unknown[]) => Promise<unknown>;
  const made = (...args: unknown[]): Promise<unknown> => life.effect('mkdir', () => mkdir(...args));
  return Object.assign(mortal, { open: opened, mkdir: made });
}
