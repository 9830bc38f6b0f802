import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { endpointError } from '../api-error';
import { argumentOf, type Call } from '../call';
import { present } from '../store/entry';
import { lookUp } from '../store/find';

/** `files/delete_v2`: a file, or a folder with all that is in it. */
export async function deleteEntry(call: Call): Promise<Answer> {
  const { account } = call;
  const { path, parent_rev: rev } = argumentOf(call, z.object({ path: z.string(), parent_rev: z.string().nullish() }));
  const entry = lookUp({ ...call, path, tag: 'path_lookup' });
  if (rev && (entry.tag !== 'file' || entry.rev !== rev)) throw endpointError(['path_write', 'conflict', entry.tag]);
  if (account.settings.readOnly) throw endpointError(['path_write', 'no_write_permission']);
  account.tree.remove(entry.path);
  await account.tree.settle();
  return jsonAnswer(200, { metadata: present(entry) });
}
