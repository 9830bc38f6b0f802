import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { endWithUs } from '../../src/embedded/end-with-us';

/** Another command that uses the embedded server: a process of its own. */
export interface UserProcess {
  address: string;
  process: ChildProcess;
  /** Has it release the server and end. */
  finish(): Promise<void>;
}

const program = `
const [file, stateDir, cliPath] = process.argv.slice(1);
require(file).acquireServer({ stateDir, cliPath, headless: true, say() {} }).then(async (server) => {
  process.stdout.write(JSON.stringify({ address: server.address }) + '\\n');
  process.stdin.on('end', () => void server.release().then(() => process.exit(0))).resume();
}, (error) => { process.stderr.write(error.stack); process.exit(error.exitCode ?? 1); });
`;

/** Starts a process that acquires the server of a state folder and holds it until it is told, or killed. */
export async function startUser(stateDir: string, cliPath: string): Promise<UserProcess> {
  const compiled = resolve(__dirname, '..', '..', 'dist', 'src', 'embedded', 'acquire-server.js');
  const user = spawn(process.execPath, ['-e', program, compiled, stateDir, cliPath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  endWithUs(user);
  const ended = new Promise<void>((done) => user.once('exit', () => done()));
  for await (const line of createInterface({ input: user.stdout })) {
    const said: unknown = JSON.parse(line);
    if (typeof said !== 'object' || said === null || !('address' in said)) continue;
    const finish = async (): Promise<void> => {
      user.stdin.end();
      await ended;
    };
    return { address: String(said.address), process: user, finish };
  }
  throw new Error('the user process ended without a server');
}
