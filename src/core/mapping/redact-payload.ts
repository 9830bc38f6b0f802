import { isUrl } from './file-name';
import type { ParameterValue, Payload } from './parameter-value';
import { isSecretName, nameIn } from './signed-query';

/** Members of an answer that let somebody in, or sign something. */
const secretMember = /^(signature|api_key|api_secret|delete_token|.*token|.*secret|authorization|password)$/i;

/** What a log may hold of a payload: URLs without credentials and signatures, headers without what proves an identity. */
export function redactPayload({ file, parameters }: Payload): Payload {
  const redacted = Object.entries(parameters).map(([name, value]): [string, ParameterValue] => {
    if (name === 'headers') return [name, typeof value === 'string' ? maskHeader(value) : mapTexts(value, maskHeader)];
    return [name, typeof value === 'string' ? redactText(value) : mapTexts(value, redactText)];
  });
  return { file: redactText(file), parameters: Object.fromEntries(redacted) };
}

/**
 * What a log may hold of a service's answer: no signature, key or token, at any depth, and no URL that is signed. Only what
 * JSON can say is kept.
 */
export function redactResponse(response: Record<string, unknown>): Record<string, unknown> {
  return withoutSecrets(response);
}

function withoutSecrets(members: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([name]) => !secretMember.test(name))
      .map(([name, value]: [string, unknown]) => [name, redactAny(value)]),
  );
}

function redactAny(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactAny);
  return typeof value === 'object' && value !== null ? withoutSecrets(value) : value;
}

/** A URL without user, password, and values of its query that let somebody in; other texts as they are. */
export function redactText(text: string): string {
  if (!isUrl(text)) return text;
  if (/^data:/i.test(text))
    return `${/^data:[^,]*/i.exec(text)?.[0].slice(0, 60) ?? 'data:'},... (${text.length} characters)`;
  const [address = '', query] = text.split(/\?(.*)/s);
  const bare = address
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1***@')
    // Cloudinary's own signed delivery URLs.
    .replace(/\/s--[\w-]{8,32}--\//g, '/s--***--/');
  if (query === undefined) return bare;
  const pairs = query.split('&').map((pair) => (isSecretName(nameIn(pair)) ? `${nameIn(pair)}=***` : pair));
  return `${bare}?${pairs.join('&')}`;
}

function maskHeader(line: string): string {
  return line.replace(/^(\s*[^:\s]*(?:auth|cookie|token|key|secret|signature)[^:\s]*\s*:).*$/gims, '$1 ***');
}

function mapTexts(value: Exclude<ParameterValue, string>, change: (text: string) => string): ParameterValue {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, Array.isArray(member) ? member.map(change) : change(member)]),
  );
}
