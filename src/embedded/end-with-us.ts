import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Has a child ended by SIGKILL when this process is gone, however it ended: a shell waits for the end of a pipe that only
 * we hold. Where there is no shell nothing happens.
 */
export function endWithUs(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const guard = spawn('sh', ['-c', 'cat >/dev/null; kill -KILL "$1" 2>/dev/null', 'sh', String(child.pid)], {
    detached: true, // Ctrl-C in the terminal must not end it before the child.
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  child.once('exit', () => guard.kill('SIGKILL'));
}
