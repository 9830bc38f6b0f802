/** Does the work and tells the benchmark what it took: all but the loading of the program. */
export async function measured(work: () => Promise<void>): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  process.send?.({ elapsedMs, cpuMs: (user + system) / 1000 });
  process.disconnect();
}
