import { readFileSync, writeFileSync } from 'node:fs';

/** Loaded before a program (`node -r`): writes down what the process has used, as it ends, into the file it is told. */
const { FERRY_BENCH_USAGE: file } = process.env;

/**
 * The most memory this process has had at once. Linux hands `maxRSS` on from the process that started this one
 * (getrusage(2) counts from before execve); `/proc` counts this program alone.
 */
function peakBytes(): number {
  try {
    const [, kilobytes = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== '') return Number(kilobytes) * 1024;
  } catch {
    // No /proc here.
  }
  return process.resourceUsage().maxRSS * 1024;
}

process.on('exit', () => {
  if (file === undefined) return;
  const { user, system } = process.cpuUsage();
  writeFileSync(file, JSON.stringify({ cpuMs: (user + system) / 1000, peakBytes: peakBytes() }));
});
