import { jsonAnswer, type Answer } from '../../frame/answer';
import { itemNamed, type Call } from '../call';
import { newId } from '../store/item';
import { download } from './download';
import { answerItem } from './present-item';

/** `GET /drive/v3/files/<id>`: what is known of it, or with `alt=media` its bytes. */
export function getFile(call: Call): Answer {
  const item = itemNamed(call, call.params.id ?? '');
  return call.query.get('alt') === 'media' ? download(call, item) : jsonAnswer(200, answerItem(call, item));
}

/** `GET /drive/v3/files/generateIds`: ids for files that are made later. */
export async function generateIds({ account, query }: Call): Promise<Answer> {
  const count = Math.min(1000, Number(query.get('count') ?? 10));
  const ids = Array.from({ length: count }, newId);
  for (const id of ids) account.store.promise(id);
  await account.journal.flush();
  return jsonAnswer(200, { kind: 'drive#generatedIds', space: 'drive', ids });
}
