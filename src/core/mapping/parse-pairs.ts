/**
 * Reads a cell that holds pairs: `alt=A shoe|caption=Shoe`, with `=` and `|` in values escaped by a backslash (Upload API
 * reference, `context`), or a JSON object of texts and lists of texts. Undefined when it is neither.
 */
export function parsePairs(text: string): Record<string, string | string[]> | undefined {
  return text.startsWith('{') ? fromJson(text) : fromText(text);
}

function fromText(text: string): Record<string, string> | undefined {
  const pairs: [string, string][] = [];
  for (const pair of text.match(/(?:\\.|[^|\\]|\\$)+/gs) ?? []) {
    const [, key, value] = /^((?:\\.|[^=\\])+)=(.*)$/s.exec(pair.trim()) ?? [];
    if (key === undefined || value === undefined) return undefined;
    if (value.trim() !== '') pairs.push([plain(key).trim(), plain(value).trim()]);
  }
  return Object.fromEntries(pairs);
}

function plain(text: string): string {
  return text.replace(/\\([=|])/g, '$1');
}

function fromJson(text: string): Record<string, string | string[]> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Any text may stand in a cell.
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const pairs: [string, string | string[]][] = [];
  for (const [key, value] of Object.entries(parsed)) {
    const read = Array.isArray(value) ? listOf(value) : scalar(value);
    if (read === undefined) return undefined;
    if (read.length > 0) pairs.push([key, read]);
  }
  return Object.fromEntries(pairs);
}

function listOf(values: unknown[]): string[] | undefined {
  const texts = values.map(scalar).filter((text) => text !== undefined);
  return texts.length === values.length ? texts : undefined;
}

function scalar(value: unknown): string | undefined {
  if (value === null) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
