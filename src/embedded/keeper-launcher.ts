import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { AcquireServer } from './acquire-server';
import { compiledProgram } from './compiled-program';
import { EmbeddedServerError } from './embedded-server-error';
import type { KeeperOptions } from './keeper-options';
import { lastLinesOf } from './last-lines';
import { isAlive } from './process-identity';
import { readRecord } from './server-record';

const attempts = 5;

/** Starts keepers for a state folder whenever it has none, one at a time; a second keeper ends by itself. */
export class KeeperLauncher {
  /** The process id of the keeper started last. */
  pid: number | undefined;
  private isRunning = false;
  private launched = 0;

  /** @param wanted with an absolute state folder */
  constructor(private readonly wanted: AcquireServer) {}

  /** @throws EmbeddedServerError when keepers end again and again without a word, with the end of `keeper.log` */
  async launchUnlessKept(): Promise<void> {
    const { stateDir, cliPath } = this.wanted;
    if (this.isRunning || !existsSync(stateDir) || this.isKept()) return;
    const logFile = join(stateDir, 'keeper.log');
    if (this.launched === attempts) {
      throw new EmbeddedServerError(`The program that keeps the Temporal server fails: ${lastLinesOf(logFile)}`);
    }
    this.isRunning = true;
    try {
      const found = typeof cliPath === 'string' ? cliPath : await cliPath();
      if (this.isKept()) this.isRunning = false;
      else this.launch(found, logFile);
    } catch (error) {
      this.isRunning = false;
      throw error;
    }
  }

  private isKept(): boolean {
    const record = readRecord(this.wanted.stateDir);
    const isKept = record !== undefined && isAlive(record.keeper);
    if (isKept && record.state === 'ready') this.launched = 0;
    return isKept;
  }

  private launch(cliPath: string, logFile: string): void {
    const { stateDir, port, uiPort, headless = false, logLevel = 'warn', searchAttributes = {} } = this.wanted;
    const options: KeeperOptions = { stateDir, cliPath, port, uiPort, headless, logLevel, searchAttributes };
    const log = openSync(logFile, 'a', 0o600);
    const keeper = spawn(process.execPath, [compiledProgram('keeper-main'), JSON.stringify(options)], {
      cwd: stateDir,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    keeper.unref();
    this.pid = keeper.pid;
    this.launched += 1;
    const ended = (): void => void (this.isRunning = false);
    keeper.once('error', ended);
    keeper.once('exit', ended);
  }
}
