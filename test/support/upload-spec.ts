import type { JobSpec } from '../../src/core/spec';
import { upload } from '../../src/jobs/upload';

/** The spec of `ferry upload <dir>` with options by their field names. */
export function uploadSpec(dir: string, options: Record<string, unknown> = {}): JobSpec {
  return upload.toSpec({ dir, ...options }, { setting: () => undefined, cwd: '/' });
}
