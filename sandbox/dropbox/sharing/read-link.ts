import { z } from 'zod';
import { jsonAnswer, textAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import type { Account } from '../account';
import { endpointError } from '../api-error';
import { argumentOf, type Call } from '../call';
import { headerJson, sendFile } from '../send-file';
import { linkNamed, presentLink, resolveLink } from './shared-link';

const linkArgument = z.object({
  url: z.string(),
  path: z
    .string()
    .nullish()
    .transform((path) => path ?? ''),
  link_password: z.string().nullish(),
});

/** `sharing/get_shared_link_metadata`. */
export function sharedLinkMetadata(call: Call): Answer {
  const { url, path, link_password: password } = argumentOf(call, linkArgument);
  const entry = resolveLink(call.account, { url, password: password ?? undefined }, path);
  return jsonAnswer(200, presentLink(entry, url, { mounted: false }));
}

/** `sharing/get_shared_link_file`: the file itself, or one below a folder's link. */
export function sharedLinkFile(call: Call): Answer {
  const { account, exchange } = call;
  const { url, path, link_password: password } = argumentOf(call, linkArgument);
  exchange.body.resume();
  const entry = resolveLink(account, { url, password: password ?? undefined }, path);
  if (entry.tag === 'folder') throw endpointError(['shared_link_is_directory']);
  if (entry.exportAs !== undefined) throw endpointError(['unsupported_link_type']);
  const result = headerJson(presentLink(entry, url, { mounted: false }));
  return sendFile(account, exchange, entry, { 'Dropbox-API-Result': result });
}

export function isSharedLinkPath(path: string): boolean {
  return /^\/(scl\/f[io]|sh?)\//.test(path);
}

/** A link opened in a browser: a page, or with `dl=1` the file. Folders come as ZIP files there, which is not imitated. */
export function openSharedLink(account: Account, exchange: Exchange): Answer {
  const link = linkNamed(account, new URL(exchange.request.url ?? '/', 'http://sandbox').href);
  const entry = account.tree.byId(link?.target ?? '');
  if (!entry) return textAnswer(404, '<html><body>This link is not there any more</body></html>');
  if (exchange.query.get('dl') === '1' && entry.tag === 'file') return sendFile(account, exchange, entry);
  return textAnswer(200, '<html><body>Shared with Dropbox</body></html>');
}
