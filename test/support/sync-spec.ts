import type { SyncSpec } from '../../src/core/spec';
import type { SyncOptions } from '../../src/core/sync';
import { sync } from '../../src/jobs/sync';

/** The spec of `ferry sync` with some of its parts replaced. */
export function syncSpec(
  dir: string,
  input: Record<string, unknown> = {},
  options: Partial<SyncOptions> = {},
): SyncSpec {
  const spec = sync.toSpec({ dir, with: 'both', ...input }, { setting: () => undefined, cwd: '/' });
  return { ...spec, sync: { ...spec.sync, ...options } };
}
