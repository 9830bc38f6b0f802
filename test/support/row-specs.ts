import type { MigrationSpec, ProbeSpec } from '../../src/core/spec';
import { check } from '../../src/jobs/check';
import { migrate } from '../../src/jobs/migrate';

const context = { setting: () => undefined, cwd: '/' };

/** The spec of `ferry migrate <csv>` with options by their field names; results go beside the CSV. */
export function migrationSpec(csv: string, options: Record<string, unknown> = {}): MigrationSpec {
  return migrate.toSpec({ csv, resultsDir: `${csv}.results`, allowPrivate: true, ...options }, context);
}

/** The spec of `ferry check <csv>`; the pace of a host is no matter here. */
export function checkSpec(csv: string, options: Record<string, unknown> = {}): ProbeSpec {
  return check.toSpec({ csv, resultsDir: `${csv}.results`, allowPrivate: true, perHost: 10_000, ...options }, context);
}
