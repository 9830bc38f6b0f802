/** A search expression, taken apart. */
export type Expression =
  { kind: 'and' | 'or'; left: Expression; right: Expression } | { kind: 'not'; inner: Expression } | Condition;

export type Operator = ':' | '=' | '>' | '<' | '>=' | '<=';

/** `field op value`; with no field any text field may hold the value. */
export interface Condition {
  kind: 'condition';
  field?: string;
  operator: Operator;
  value: string;
  /** In quotes a `*` at the end still means "begins with". */
  quoted: boolean;
  /** `[a TO b]`, `{` and `}` leaving the end out. */
  range?: { from: string; to: string; includesFrom: boolean; includesTo: boolean };
}
