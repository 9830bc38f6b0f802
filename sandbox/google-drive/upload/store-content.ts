import { createHash } from 'node:crypto';
import { streamPiece, type Piece } from '../../frame/piece';
import { person, serviceAccount } from '../../google-auth/identities';
import { dailyUploadExceeded, forbidden } from '../api-error';
import type { Call } from '../call';
import { checkIdIsFree } from '../files/write-metadata';
import type { Item } from '../store/item';

/** Stores an item with its bytes. The piece is taken or dropped. @throws 403, 409 as the service does */
export async function storeContent(
  call: Call,
  item: Item,
  piece: Piece,
  { isNew = true }: { isNew?: boolean } = {},
): Promise<Item> {
  const { blobs, spool, store } = call.account;
  let blob: string | undefined;
  try {
    const { sha1, sha256 } = await hashesOf(piece);
    blob = await blobs.keep(piece);
    // From here to the end nothing waits, so that of two files with one id the second sees the first.
    if (isNew) checkIdIsFree(call, item.id);
    checkRoom(call, item, piece.bytes);
    spendUpload(call, piece.bytes);
    return store.put({ ...item, content: { size: piece.bytes, md5: piece.md5, sha1, sha256, blob } });
  } catch (error) {
    if (blob === undefined) await spool.drop(piece);
    else await blobs.release(blob);
    throw error;
  }
}

async function hashesOf(piece: Piece): Promise<{ sha1: string; sha256: string }> {
  const [sha1, sha256] = [createHash('sha1'), createHash('sha256')];
  for await (const chunk of streamPiece(piece) as AsyncIterable<Buffer>) {
    sha1.update(chunk);
    sha256.update(chunk);
  }
  return { sha1: sha1.digest('hex'), sha256: sha256.digest('hex') };
}

/** Refuses more bytes than whoever will own them may keep. A shared drive owns its files itself. */
function checkRoom({ account, who }: Call, item: Item, bytes: number): void {
  if (item.driveId !== undefined) return;
  const { storageBytes, serviceAccountStorage } = account.settings;
  const freed = account.store.get(item.id)?.content?.size ?? 0;
  const isFull = storageBytes !== null && account.store.personBytes - freed + bytes > storageBytes;
  if (item.owner === person.email && isFull) {
    throw forbidden('storageQuotaExceeded', "The user's Drive storage quota has been exceeded.");
  }
  if (who.email === serviceAccount.email && item.owner === who.email && !serviceAccountStorage) {
    throw forbidden(
      'storageQuotaExceeded',
      'Service Accounts do not have storage quota. Leverage shared drives (https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use OAuth delegation (http://support.google.com/a/answer/7281227) instead.',
    );
  }
}

function spendUpload({ account }: Call, bytes: number): void {
  const { uploadBytesLeft } = account.settings;
  if (uploadBytesLeft === null) return;
  if (bytes > uploadBytesLeft) throw dailyUploadExceeded();
  account.settings = { ...account.settings, uploadBytesLeft: uploadBytesLeft - bytes };
}
