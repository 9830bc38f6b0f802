import type { JobSpec } from '../../src/core/spec';
import { drive } from '../../src/jobs/drive';
import { dropbox } from '../../src/jobs/dropbox';

const context = { setting: () => undefined, cwd: '/' };

/** The spec of `ferry dropbox upload <path>` with options by their field names. */
export function dropboxSpec(path: string, options: Record<string, unknown> = {}): JobSpec {
  return dropbox.toSpec({ path, ...options }, context);
}

/** The spec of `ferry drive upload <folder>` with options by their field names. */
export function driveSpec(driveFolder: string, options: Record<string, unknown> = {}): JobSpec {
  return drive.toSpec({ driveFolder, ...options }, context);
}
