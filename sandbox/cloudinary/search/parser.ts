import type { Condition, Expression, Operator } from './expression';
import { queryError, tokenize, type Token } from './lexer';

/**
 * Understands `field:value`, `field=value`, comparisons, ranges, quoted texts, parentheses, AND, OR, NOT and `-`; two
 * conditions side by side are both meant (Cloudinary documentation, search expressions).
 */
export function parseExpression(text: string): Expression | undefined {
  const parser = new Parser(tokenize(text));
  return parser.whole();
}

class Parser {
  private next = 0;

  constructor(private readonly tokens: Token[]) {}

  whole(): Expression | undefined {
    if (this.peek().kind === 'end') return undefined;
    const expression = this.alternatives();
    if (this.peek().kind !== 'end') throw queryError(this.peek().at);
    return expression;
  }

  private alternatives(): Expression {
    let left = this.together();
    while (this.takeWord('OR', '||')) left = { kind: 'or', left, right: this.together() };
    return left;
  }

  private together(): Expression {
    let left = this.single();
    for (;;) {
      const explicit = this.takeWord('AND', '&&');
      if (!explicit && !this.startsCondition()) return left;
      left = { kind: 'and', left, right: this.single() };
    }
  }

  private single(): Expression {
    if (this.takeWord('NOT', '!')) return { kind: 'not', inner: this.single() };
    const token = this.take();
    if (token.kind === '(') {
      const inner = this.alternatives();
      if (this.take().kind !== ')') throw queryError(this.before().at);
      return inner;
    }
    if (token.kind === 'word' && token.text.startsWith('-') && token.text.length > 1) {
      return { kind: 'not', inner: this.condition({ ...token, text: token.text.slice(1) }) };
    }
    return this.condition(token);
  }

  private condition(token: Token): Condition {
    const isKeyword = token.kind === 'word' && /^(AND|OR|NOT|&&|\|\|)$/i.test(token.text);
    if (isKeyword || (token.kind !== 'word' && token.kind !== 'quoted')) throw queryError(token.at);
    if (this.peek().kind !== 'operator') {
      return { kind: 'condition', operator: ':', value: token.text, quoted: token.kind === 'quoted' };
    }
    const operator = asOperator(this.take());
    const value = this.take();
    if (value.kind === 'range') return { ...rangeOf(value), field: token.text };
    if (value.kind !== 'word' && value.kind !== 'quoted') throw queryError(value.at);
    return { kind: 'condition', field: token.text, operator, value: value.text, quoted: value.kind === 'quoted' };
  }

  private startsCondition(): boolean {
    const token = this.peek();
    return token.kind === '(' || token.kind === 'quoted' || (token.kind === 'word' && !/^(OR|\|\|)$/.test(token.text));
  }

  private takeWord(...words: string[]): boolean {
    const token = this.peek();
    if (token.kind !== 'word' || !words.includes(token.text.toUpperCase())) return false;
    this.next += 1;
    return true;
  }

  private take(): Token {
    const token = this.peek();
    this.next += 1;
    return token;
  }

  private before(): Token {
    return this.tokens[this.next - 1] ?? this.peek();
  }

  private peek(): Token {
    return this.tokens[this.next] ?? { kind: 'end', text: '', at: this.tokens.at(-1)?.at ?? 0 };
  }
}

function asOperator(token: Token): Operator {
  switch (token.text) {
    case ':':
    case '=':
    case '>':
    case '<':
    case '>=':
    case '<=':
      return token.text;
    default:
      throw queryError(token.at);
  }
}

function rangeOf(token: Token): Condition {
  const parts = /^([[{])\s*(\S+)\s+TO\s+(\S+)\s*([\]}])$/i.exec(token.text);
  if (!parts) throw queryError(token.at);
  const [, opening, from = '', to = '', closing] = parts;
  const range = { from, to, includesFrom: opening === '[', includesTo: closing === ']' };
  return { kind: 'condition', operator: ':', value: token.text, quoted: false, range };
}
