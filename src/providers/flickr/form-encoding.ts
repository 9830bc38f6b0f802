/**
 * A form as text, with everything but letters, digits, `-`, `.`, `_` and `~` encoded, spaces as `%20` (RFC 5849, 3.6): a
 * server reads the very text that was signed, whichever rules it decodes by.
 */
export function encodeForm(pairs: Iterable<readonly [string, string]>): string {
  return [...pairs].map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`).join('&');
}

function encodeStrictly(text: string): string {
  const escape = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, escape);
}
