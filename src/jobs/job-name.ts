import { cleanPart } from '../core/naming';

/** A file's or folder's name as part of a job's id. */
export function jobNameOf(name: string): string {
  const cleaned = cleanPart(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return Array.from(cleaned).slice(0, 40).join('');
}
