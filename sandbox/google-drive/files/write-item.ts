import { Readable } from 'node:stream';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { forbidden } from '../api-error';
import { itemNamed, jsonBody, type Call } from '../call';
import { isGoogleType } from '../store/item';
import { storeContent } from '../upload/store-content';
import { answerItem } from './present-item';
import { changedItem } from './change-item';
import { draftItem, readMetadata } from './write-metadata';

/** `POST /drive/v3/files`: a folder, a shortcut, a document, or a file with nothing in it. */
export async function createFile(call: Call): Promise<Answer> {
  const metadata = readMetadata(await jsonBody(call));
  await call.exchange.describe({ subject: metadata.name, text: JSON.stringify(metadata) });
  const item = draftItem(call, metadata);
  const { store, spool } = call.account;
  const made = isGoogleType(item)
    ? store.put(item)
    : await storeContent(call, item, await spool.take(Readable.from([])));
  await store.settle();
  return jsonAnswer(200, answerItem(call, made));
}

/** `PATCH /drive/v3/files/<id>`: name, place, trash and the like. */
export async function updateFile(call: Call): Promise<Answer> {
  const body = await jsonBody(call);
  await call.exchange.describe({ subject: call.params.id, text: JSON.stringify(body) });
  const changed = changedItem(call, itemNamed(call, call.params.id ?? ''), readMetadata(body));
  call.account.store.put(changed);
  await call.account.store.settle();
  return jsonAnswer(200, answerItem(call, changed));
}

/** `DELETE /drive/v3/files/<id>`: for good, and a folder with everything in it. */
export async function deleteFile(call: Call): Promise<Answer> {
  const item = itemNamed(call, call.params.id ?? '');
  const role = call.access.roleOf(item);
  const may = item.driveId === undefined ? role === 'owner' : role === 'organizer';
  if (!may || item.parent === undefined) {
    throw forbidden('insufficientFilePermissions', 'The user does not have sufficient permissions for this file.');
  }
  await call.exchange.describe({ subject: item.id });
  call.account.store.remove(item);
  await call.account.store.settle();
  return { status: 204 };
}
