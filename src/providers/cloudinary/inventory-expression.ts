import type { FolderMode } from './folder-mode';

/**
 * The search expression for everything below a folder (Search API reference, "expressions"). Dynamic accounts know
 * only `asset_folder`, fixed ones only `folder`: the wrong one finds nothing and says nothing.
 */
export function inventoryExpression(root: string, mode: FolderMode): string {
  if (root === '') return 'type:upload';
  const field = mode === 'dynamic' ? 'asset_folder' : 'folder';
  const quoted = (text: string): string => `"${text.replace(/(["\\])/g, '\\$1')}"`;
  return `type:upload AND (${field}=${quoted(root)} OR ${field}:${quoted(`${root}/*`)})`;
}
