import { invalidParameter } from '../api-error';

/** A piece of a search: a text in quotes, a word or a sign. */
export type Token = { text: string } | { word: string };

const sign = /^(?:\(|\)|\{|\}|!=|<=|>=|=|<|>)/;

/** Cuts a search into its pieces; in texts `\'` and `\\` stand for themselves. @throws 400 */
export function tokensOf(q: string): Token[] {
  const tokens: Token[] = [];
  let rest = q.trimStart();
  while (rest !== '') {
    const quoted = /^'((?:[^'\\]|\\.)*)'/s.exec(rest) ?? /^"((?:[^"\\]|\\.)*)"/s.exec(rest);
    const other = sign.exec(rest) ?? /^[\w.-]+/.exec(rest);
    if (quoted) tokens.push({ text: (quoted[1] ?? '').replace(/\\(.)/gs, '$1') });
    else if (other) tokens.push({ word: other[0] });
    else throw invalidParameter('q');
    rest = rest.slice((quoted ?? other)?.[0].length).trimStart();
  }
  return tokens;
}
