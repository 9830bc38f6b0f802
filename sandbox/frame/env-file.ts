import { writeFile } from 'node:fs/promises';

/** Writes one `KEY=value` line for each setting, readable by its owner only since it holds (made-up) secrets. */
export async function writeEnvFile(file: string, settings: Record<string, string>): Promise<void> {
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
}
