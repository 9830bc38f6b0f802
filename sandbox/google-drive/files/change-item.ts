import { forbidden, invalidParameter } from '../api-error';
import { itemNamed, type Call } from '../call';
import type { Item } from '../store/item';
import { checkFolder, withMetadata, type Metadata } from './write-metadata';

/** An item with what a request changes of it. @throws 403, 404 as the service does */
export function changedItem(call: Call, item: Item, metadata: Metadata): Item {
  const { access, query, account } = call;
  if (!access.canWrite(item)) {
    throw forbidden('insufficientFilePermissions', 'The user does not have sufficient permissions for this file.');
  }
  if (metadata.parents !== undefined) {
    const message =
      'The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead.';
    throw forbidden('fieldNotWritable', message);
  }
  const changed = withMetadata(item, metadata);
  const added = query.get('addParents')?.split(',').filter(Boolean) ?? [];
  const removed = query.get('removeParents')?.split(',').filter(Boolean) ?? [];
  const [target] = added;
  if (target === undefined) return changed;
  if (added.length > 1 || (item.parent !== undefined && item.parent !== target && !removed.includes(item.parent))) {
    throw forbidden('cannotAddParent', 'Increasing the number of parents is not allowed');
  }
  const parent = itemNamed(call, target);
  checkFolder(call, parent);
  if (account.store.chainOf(parent).some(({ id }) => id === item.id)) {
    throw invalidParameter('addParents');
  }
  return { ...changed, parent: parent.id, driveId: parent.driveId };
}
