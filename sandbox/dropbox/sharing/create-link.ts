import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { endpointError } from '../api-error';
import { argumentOf, type Call } from '../call';
import { lookUp } from '../store/find';
import { presentLink, shareLink, urlOf } from './shared-link';

/** `sharing/create_shared_link_with_settings`. */
export async function createSharedLink(call: Call): Promise<Answer> {
  const { account } = call;
  const { path, settings } = argumentOf(
    call,
    z.object({ path: z.string(), settings: z.object({ link_password: z.string().optional() }).nullish() }),
  );
  const target = lookUp({ ...call, path });
  const { link, existed } = shareLink(account, target, settings?.link_password);
  if (existed) throw endpointError(['shared_link_already_exists']);
  await account.journal.flush();
  return jsonAnswer(200, presentLink(target, urlOf(account, link), { mounted: true }));
}
