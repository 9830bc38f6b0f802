import { redactedUrl } from '../../core/redact';
import { WebFailure } from './web-failure';

/** A URL as it is asked for. */
export interface WebTarget {
  /** Without user, password and fragment. */
  url: URL;
  /** `Basic ...`, from the URL's user and password. */
  authorization?: string;
}

/**
 * Reads an http or https URL. Blanks at its ends do not count, others are encoded.
 * @throws {WebFailure} `invalid-url`
 */
export function webUrl(text: string | URL, base?: URL): WebTarget {
  const url = parsed(text, base);
  if (url === undefined) throw new WebFailure('invalid-url', `"${shown(text)}" is not a web address`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const scheme = url.protocol.slice(0, -1);
    throw new WebFailure('invalid-url', `"${shown(text)}" is not an http or https address but ${scheme}`);
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  if (username === '' && password === '') return { url };
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { url, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function parsed(text: string | URL, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** A percent sign that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function shown(text: string | URL): string {
  return redactedUrl(String(text)).slice(0, 200);
}
