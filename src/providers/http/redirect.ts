import { redactedUrl } from '../../core/redact';
import { WebFailure } from './web-failure';
import { webUrl, type WebTarget } from './web-url';

/** So many redirects are followed; Cloudinary's own fetch and browsers' usual pictures need fewer. */
const mostRedirects = 5;

interface Redirect {
  status: number;
  location?: string;
  target: WebTarget;
  /** Everything asked for so far, the target included. */
  seen: ReadonlySet<string>;
}

/** Where an answer sends us: `undefined` when nowhere, a failure when we do not go there. */
export function nextHop({ status, location, target, seen }: Redirect): WebTarget | WebFailure | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const next = located(location, target.url);
  if (next instanceof WebFailure) return next;
  const { url } = next;
  if (seen.has(url.href)) return new WebFailure('redirects', `redirects go round in a circle at ${shown(url)}`);
  if (seen.size > mostRedirects) return new WebFailure('redirects', `more than ${mostRedirects} redirects`);
  if (target.url.protocol === 'https:' && url.protocol === 'http:') {
    return new WebFailure('redirects', `redirected from https to http, at ${shown(url)}`);
  }
  const authorization = next.authorization ?? (url.origin === target.url.origin ? target.authorization : undefined);
  return { url, authorization };
}

function located(location: string, from: URL): WebTarget | WebFailure {
  try {
    return webUrl(location, from);
  } catch {
    return new WebFailure(
      'redirects',
      `redirected to "${redactedUrl(location).slice(0, 200)}", which is no web address`,
    );
  }
}

function shown(url: URL): string {
  return redactedUrl(url.href);
}
