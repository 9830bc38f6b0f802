import type { Piece } from '../../frame/piece';
import { itemNamed, type Call } from '../call';
import { changedItem } from '../files/change-item';
import { draftItem, type Metadata } from '../files/write-metadata';
import type { Item } from '../store/item';
import { storeContent } from './store-content';

/** The item as it will be, new or changed, without its bytes. @throws 403, 404, 409 as the service does */
export function uploadTarget(call: Call, metadata: Metadata, contentType: string | undefined): Item {
  const { id } = call.params;
  if (id === undefined) return draftItem(call, metadata, contentType);
  return changedItem(call, itemNamed(call, id), { mimeType: contentType, ...metadata });
}

interface Upload {
  metadata: Metadata;
  contentType: string | undefined;
  piece: Piece;
}

/** Stores what came, as a new file or as the new content of the one that is named. The piece is taken or dropped. */
export async function storeUpload(call: Call, { metadata, contentType, piece }: Upload): Promise<Item> {
  const { account, params } = call;
  let item: Item;
  try {
    item = uploadTarget(call, metadata, contentType);
  } catch (error) {
    await account.spool.drop(piece);
    throw error;
  }
  const stored = await storeContent(call, item, piece, { isNew: params.id === undefined });
  await account.store.settle();
  return stored;
}
