import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { endpointError } from '../api-error';
import { argumentOf, type Call } from '../call';
import { present } from '../store/entry';
import { lookUp } from '../store/find';
import { checkForm, checkWritable, keyOf, parentOf } from '../store/path';

/** `files/move_v2`: a file, or a folder with all that is in it. A name may change its case only. */
export async function moveEntry(call: Call): Promise<Answer> {
  const { account, fn } = call;
  const { from_path: from, to_path: to } = argumentOf(call, z.object({ from_path: z.string(), to_path: z.string() }));
  const entry = lookUp({ ...call, path: from, tag: 'from_lookup' });
  checkForm(fn, to);
  checkWritable(to, (reason) => endpointError(['to', reason]));
  if (account.settings.readOnly) throw endpointError(['from_write', 'no_write_permission']);
  const there = account.tree.at(to);
  if (there && there.id !== entry.id) throw endpointError(['to', 'conflict', there.tag]);
  for (let above = parentOf(to); above !== ''; above = parentOf(above)) {
    if (account.tree.at(above)?.tag === 'file') throw endpointError(['to', 'conflict', 'file_ancestor']);
  }
  if (keyOf(to).startsWith(`${keyOf(entry.path)}/`)) throw endpointError(['duplicated_or_nested_paths']);
  const moved = account.tree.move(entry.path, to);
  await account.tree.settle();
  return jsonAnswer(200, { metadata: moved ? present(moved) : null });
}
