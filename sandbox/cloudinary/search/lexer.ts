import { badRequest } from '../api-error';

export interface Token {
  kind: 'word' | 'quoted' | 'operator' | '(' | ')' | 'range' | 'end';
  text: string;
  /** Where it begins; the first character is 0. */
  at: number;
}

/** The service names the place where it stopped understanding. */
export function queryError(at: number): Error {
  return badRequest(`Query Error (at position ${at})`);
}

/** Cuts an expression into words, quoted texts, operators, parentheses and ranges. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest)?.[0];
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = nextToken(rest, at, tokens.at(-1));
    tokens.push(token.token);
    at += token.length;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function nextToken(rest: string, at: number, before: Token | undefined): { token: Token; length: number } {
  const first = rest[0] ?? '';
  const isValue = before?.kind === 'operator';
  if (first === '(' || first === ')') return { token: { kind: first, text: first, at }, length: 1 };
  if (first === '"') {
    const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(rest);
    if (!quoted) throw queryError(at);
    const text = (quoted[1] ?? '').replace(/\\(.)/gs, '$1');
    return { token: { kind: 'quoted', text, at }, length: quoted[0].length };
  }
  if (isValue && (first === '[' || first === '{')) {
    const range = /^[[{][^\]}]*[\]}]/.exec(rest);
    if (!range) throw queryError(at);
    return { token: { kind: 'range', text: range[0], at }, length: range[0].length };
  }
  const operator = /^(>=|<=|:|=|>|<)/.exec(rest)?.[0];
  if (operator !== undefined) return { token: { kind: 'operator', text: operator, at }, length: operator.length };
  // A value may hold colons (dates) and slashes; a field name ends at its operator.
  const word = (isValue ? /^(?:\\.|[^\s()"\\])+/s : /^(?:\\.|[^\s()":=<>\\])+/s).exec(rest)?.[0];
  if (word === undefined) throw queryError(at);
  return { token: { kind: 'word', text: word.replace(/\\(.)/gs, '$1'), at }, length: word.length };
}
