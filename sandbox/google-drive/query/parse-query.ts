import { invalidParameter } from '../api-error';
import { tokensOf, type Token } from './tokens';

/** A search, taken apart (Drive API, "Search query terms and operators"). */
export type Condition =
  | { kind: 'and' | 'or'; all: Condition[] }
  | { kind: 'not'; condition: Condition }
  | { kind: 'in'; value: string; collection: string }
  | { kind: 'compare'; field: string; operator: string; value: string }
  | { kind: 'property'; field: string; key: string; value: string };

const operators: Record<string, string[]> = {
  name: ['contains', '=', '!='],
  fullText: ['contains'],
  mimeType: ['contains', '=', '!='],
  modifiedTime: ['<=', '<', '=', '!=', '>', '>='],
  createdTime: ['<=', '<', '=', '!=', '>', '>='],
  trashed: ['=', '!='],
  starred: ['=', '!='],
  sharedWithMe: ['=', '!='],
};
const collections = ['parents', 'owners', 'writers', 'readers'];

/** Reads a search. @throws 400 where it makes no sense */
export function parseQuery(q: string): Condition {
  const reader = new Reader(tokensOf(q));
  const condition = readOr(reader);
  if (!reader.isAtEnd) throw invalidParameter('q');
  return condition;
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: Token[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Goes past a word if it comes next. */
  passes(word: string): boolean {
    const token = this.tokens[this.at];
    const isNext = token !== undefined && 'word' in token && token.word.toLowerCase() === word;
    if (isNext) this.at += 1;
    return isNext;
  }

  needs(word: string): void {
    if (!this.passes(word)) throw invalidParameter('q');
  }

  next(): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw invalidParameter('q');
    this.at += 1;
    return token;
  }

  word(): string {
    const token = this.next();
    if ('word' in token) return token.word;
    throw invalidParameter('q');
  }

  /** A text, or a bare `true`. */
  value(): string {
    const token = this.next();
    return 'text' in token ? token.text : token.word;
  }

  text(): string {
    const token = this.next();
    if ('text' in token) return token.text;
    throw invalidParameter('q');
  }

  get isAtText(): boolean {
    const token = this.tokens[this.at];
    return token !== undefined && 'text' in token;
  }
}

function readOr(reader: Reader): Condition {
  const all = [readAnd(reader)];
  while (reader.passes('or')) all.push(readAnd(reader));
  return all.length === 1 && all[0] ? all[0] : { kind: 'or', all };
}

function readAnd(reader: Reader): Condition {
  const all = [readOne(reader)];
  while (reader.passes('and')) all.push(readOne(reader));
  return all.length === 1 && all[0] ? all[0] : { kind: 'and', all };
}

function readOne(reader: Reader): Condition {
  if (reader.passes('not')) return { kind: 'not', condition: readOne(reader) };
  if (reader.passes('(')) {
    const condition = readOr(reader);
    reader.needs(')');
    return condition;
  }
  if (reader.isAtText) {
    const value = reader.text();
    reader.needs('in');
    const collection = reader.word();
    if (!collections.includes(collection)) throw invalidParameter('q');
    return { kind: 'in', value, collection };
  }
  return readComparison(reader);
}

function readComparison(reader: Reader): Condition {
  const field = reader.word();
  if (field === 'appProperties' || field === 'properties') {
    for (const word of ['has', '{', 'key', '=']) reader.needs(word);
    const key = reader.text();
    for (const word of ['and', 'value', '=']) reader.needs(word);
    const value = reader.text();
    reader.needs('}');
    return { kind: 'property', field, key, value };
  }
  const allowed = operators[field];
  if (!allowed) throw invalidParameter('q');
  for (const operator of allowed) {
    if (!reader.passes(operator)) continue;
    const value = reader.value();
    if (/Time$/.test(field) && Number.isNaN(Date.parse(value))) throw invalidParameter('q');
    return { kind: 'compare', field, operator, value };
  }
  if (field !== 'sharedWithMe') throw invalidParameter('q');
  return { kind: 'compare', field, operator: '=', value: 'true' };
}
