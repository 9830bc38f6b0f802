import type { BodyFacts, Exchange } from './exchange';
import { asPattern, parseFault, type FaultRule } from './fault-rule';

/** The faults that are set, and which of them strikes a request. */
export class FaultBook {
  private rules: FaultRule[] = [];
  private count = 0;

  add(input: unknown): FaultRule {
    const rule: FaultRule = { ...parseFault(input), id: `fault-${++this.count}`, used: 0 };
    this.rules.push(rule);
    return rule;
  }

  list(): FaultRule[] {
    return [...this.rules];
  }

  /** Forgets one fault, or all; answers how many. */
  clear(id?: string): number {
    const before = this.rules.length;
    this.rules = id === undefined ? [] : this.rules.filter((rule) => rule.id !== id);
    return before - this.rules.length;
  }

  /**
   * The first fault that strikes, which counts as one use of it. Without `facts` only faults that need nothing of the
   * body are looked at, with `facts` only those that do.
   */
  strike(service: string, exchange: Exchange, facts?: BodyFacts): FaultRule | undefined {
    for (const rule of this.rules) {
      const needsBody = rule.matchBody !== undefined || rule.publicId !== undefined;
      if (needsBody !== (facts !== undefined) || !fitsRequest(rule, service, exchange)) continue;
      if (facts && !fitsBody(rule, facts)) continue;
      if (rule.skip !== undefined && rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.used += 1;
      if (rule.times !== undefined) {
        rule.times -= 1;
        if (rule.times <= 0) this.rules = this.rules.filter((other) => other !== rule);
      }
      return rule;
    }
    return undefined;
  }
}

function fitsRequest(rule: FaultRule, service: string, exchange: Exchange): boolean {
  if (rule.service !== undefined && rule.service !== service) return false;
  if (rule.match === undefined) return true;
  const line = `${exchange.method} ${exchange.path}`;
  return (
    contains(line, rule.match) || (exchange.rawQuery !== '' && contains(`${line}?${exchange.rawQuery}`, rule.match))
  );
}

function fitsBody(rule: FaultRule, facts: BodyFacts): boolean {
  if (rule.matchBody !== undefined && !contains(facts.text ?? '', rule.matchBody)) return false;
  if (rule.publicId === undefined) return true;
  const pattern = asPattern(rule.publicId);
  return pattern ? pattern.test(facts.subject ?? '') : rule.publicId === facts.subject;
}

function contains(text: string, wanted: string): boolean {
  return asPattern(wanted)?.test(text) ?? text.includes(wanted);
}
