import { z } from 'zod';
import { jsonAnswer, type Answer } from '../../frame/answer';
import { argumentOf, type Call } from '../call';
import { lookUp } from '../store/find';
import { presentLink, urlOf } from './shared-link';

/** `sharing/list_shared_links`: all, or those of one path. */
export function listSharedLinks(call: Call): Answer {
  const { account } = call;
  const { path } = argumentOf({ ...call, argument: call.argument ?? {} }, z.object({ path: z.string().nullish() }));
  const wanted = path ? lookUp({ ...call, path }).id : undefined;
  const links = [...account.sharedLinks.values()].flatMap((link) => {
    const target = account.tree.byId(link.target);
    if (!target || link.isRevoked || (wanted !== undefined && link.target !== wanted)) return [];
    return presentLink(target, urlOf(account, link), { mounted: true });
  });
  return jsonAnswer(200, { links, has_more: false });
}
