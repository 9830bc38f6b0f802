import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a shell script that can be run, in place of a real program. */
export function fakeProgram(file: string, script: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** A program that answers to `--version` like the Temporal CLI. */
export function fakeTemporal(file: string, version = '1.5.1'): string {
  return fakeProgram(file, `echo "temporal version ${version}"`);
}
