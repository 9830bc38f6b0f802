import { redactedUrl } from '../redact';
import type { ParameterValue, Payload } from './parameter-value';

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

/** URLs without what lets somebody in, and no content; other texts as they are. */
function redactText(text: string): string {
  if (/^data:/i.test(text)) return `${/^data:[^,]{0,60}/i.exec(text)?.[0] ?? ''},... (${text.length} characters)`;
  return text.includes('://') ? redactedUrl(text) : text;
}

function maskHeader(line: string): string {
  return line.replace(/^(\s*[^:\s]*(?:auth|cookie|token|key|secret|signature)[^:\s]*\s*:).*$/gim, '$1 ***');
}

function mapTexts(value: Exclude<ParameterValue, string>, change: (text: string) => string): ParameterValue {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, Array.isArray(member) ? member.map(change) : change(member)]),
  );
}
