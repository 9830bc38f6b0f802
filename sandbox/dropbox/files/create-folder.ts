import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { endpointError } from '../api-error';
import { argumentOf, type Call } from '../call';
import { present, untagged } from '../store/entry';
import { checkForm, checkWritable } from '../store/path';

/** `files/create_folder_v2`; the folders above it are made too. */
export async function createFolder(call: Call): Promise<Answer> {
  const { account, fn } = call;
  const { path, autorename } = argumentOf(call, z.object({ path: z.string(), autorename: z.boolean().default(false) }));
  checkForm(fn, path);
  checkWritable(path, (reason) => endpointError(['path', reason]));
  if (account.settings.readOnly) throw endpointError(['path', 'no_write_permission']);
  let wanted = path;
  for (let n = 1; account.tree.at(wanted); n += 1) {
    if (!autorename) throw endpointError(['path', 'conflict', account.tree.at(path)?.tag ?? 'folder']);
    wanted = `${path} (${n})`;
  }
  const folder = account.tree.ensureFolder(wanted);
  await account.tree.settle();
  return jsonAnswer(200, { metadata: folder ? untagged(present(folder)) : null });
}
