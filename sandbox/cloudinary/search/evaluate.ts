import type { Condition, Expression, Operator } from './expression';
import type { FieldValue, SearchField } from './fields';
import { parseMoment, parseSize } from './values';

/** What expressions are about: fields by name, and the texts a bare word is looked for in. */
export interface Vocabulary<T> {
  now: number;
  field: (name: string) => SearchField<T> | undefined;
  texts: (item: T) => string[];
}

type Test<T> = (item: T) => boolean;

/** Turns an expression into a test. A field that does not exist matches nothing, as with the service. */
export function compile<T>(expression: Expression | undefined, vocabulary: Vocabulary<T>): Test<T> {
  if (!expression) return () => true;
  switch (expression.kind) {
    case 'and': {
      const [left, right] = [compile(expression.left, vocabulary), compile(expression.right, vocabulary)];
      return (item) => left(item) && right(item);
    }
    case 'or': {
      const [left, right] = [compile(expression.left, vocabulary), compile(expression.right, vocabulary)];
      return (item) => left(item) || right(item);
    }
    case 'not': {
      const inner = compile(expression.inner, vocabulary);
      return (item) => !inner(item);
    }
    case 'condition':
      return compileCondition(expression, vocabulary);
  }
}

function compileCondition<T>(condition: Condition, vocabulary: Vocabulary<T>): Test<T> {
  if (condition.field === undefined) return anywhere(condition, vocabulary);
  const field = vocabulary.field(condition.field);
  if (!field) return () => false;
  const matches = matcher(condition, field.type, vocabulary.now);
  return (item) => {
    const value = field.read(item);
    return Array.isArray(value) ? value.some(matches) : value !== undefined && matches(value);
  };
}

/** A value without a field is looked for in every text, whole and word by word. */
function anywhere<T>(condition: Condition, vocabulary: Vocabulary<T>): Test<T> {
  const matches = textMatcher(condition);
  return (item) => vocabulary.texts(item).some((text) => matches(text) || text.split(/[\s/_.-]+/).some(matches));
}

function matcher(condition: Condition, type: string, now: number): (value: FieldValue) => boolean {
  if (type === 'number') return numberMatcher(condition, (text) => ({ at: parseSize(text), span: 0 }));
  if (type === 'date') {
    return numberMatcher(condition, (text) => {
      const moment = parseMoment(text, now);
      return { at: moment?.at ?? NaN, span: moment?.spanMs ?? 0 };
    });
  }
  if (type === 'folder') return folderMatcher(condition);
  const { operator, value, range } = condition;
  if (range) return (text) => String(text) >= range.from && String(text) <= range.to;
  if (operator !== ':' && operator !== '=') return (text) => compare(String(text), value, operator);
  return type === 'tokens' ? tokenMatcher(condition) : textMatcher(condition);
}

type Point = { at: number; span: number };

function numberMatcher(condition: Condition, parse: (text: string) => Point): (value: FieldValue) => boolean {
  const { operator, range } = condition;
  if (range) {
    const from = range.from === '*' ? { at: -Infinity, span: 0 } : parse(range.from);
    const to = range.to === '*' ? { at: Infinity, span: 0 } : parse(range.to);
    const last = to.at + Math.max(0, to.span - 1);
    return (value) =>
      (range.includesFrom ? Number(value) >= from.at : Number(value) > from.at) &&
      (range.includesTo ? Number(value) <= last : Number(value) < to.at);
  }
  const { at, span } = parse(condition.value);
  if (operator === ':' || operator === '=') {
    return (value) => Number(value) === at || (span > 0 && Number(value) >= at && Number(value) < at + span);
  }
  return (value) => compare(Number(value), at, operator);
}

function compare<T extends string | number>(value: T, bound: T, operator: Operator): boolean {
  if (operator === '>') return value > bound;
  if (operator === '<') return value < bound;
  return operator === '>=' ? value >= bound : value <= bound;
}

/** Equal but for case, or beginning the same when the pattern ends in `*`. */
function textMatcher({ value }: Condition): (text: FieldValue) => boolean {
  const wanted = value.toLowerCase();
  if (wanted === '*') return () => true;
  if (wanted.endsWith('*')) {
    const start = wanted.slice(0, -1);
    return (text) => String(text).toLowerCase().startsWith(start);
  }
  return (text) => String(text).toLowerCase() === wanted;
}

/** `:` finds a word in a text, `=` the whole text only. */
function tokenMatcher(condition: Condition): (text: FieldValue) => boolean {
  const whole = textMatcher(condition);
  if (condition.operator === '=') return whole;
  return (text) =>
    whole(text) ||
    String(text)
      .split(/[\s/_.-]+/)
      .some(whole);
}

/** `a` is that folder, `a/*` that folder and all below it. */
function folderMatcher({ value }: Condition): (text: FieldValue) => boolean {
  const wanted = value.toLowerCase().replace(/^\/+/, '');
  if (wanted === '*') return () => true;
  if (!wanted.endsWith('*')) {
    const exact = wanted.replace(/\/+$/, '');
    return (text) => String(text).toLowerCase() === exact;
  }
  const start = wanted.slice(0, -1);
  return (text) => {
    const folder = String(text).toLowerCase();
    return folder.startsWith(start) || `${folder}/` === start;
  };
}
