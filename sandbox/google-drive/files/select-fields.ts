import { invalidParameter } from '../api-error';

/** What of an answer is wanted: names, each with what of it is wanted. */
type Selection = ReadonlyMap<string, Selection>;

const nothing: Selection = new Map<string, Selection>();

/** Reads `a,b(c,d),e/f`. @throws 400 */
export function parseFields(text: string): Selection {
  const reader = { rest: text.replace(/\s/g, '') };
  const selection = readList(reader);
  if (reader.rest !== '') throw invalidFields(reader.rest);
  return selection;
}

function readList(reader: { rest: string }): Selection {
  const selection = new Map<string, Selection>();
  for (;;) {
    const [name, inner] = readOne(reader);
    const before = selection.get(name);
    selection.set(name, before ? new Map([...before, ...inner]) : inner);
    if (!reader.rest.startsWith(',')) return selection;
    reader.rest = reader.rest.slice(1);
  }
}

function readOne(reader: { rest: string }): [string, Selection] {
  const name = /^(\*|[A-Za-z]\w*)/.exec(reader.rest)?.[1];
  if (name === undefined) throw invalidFields(reader.rest);
  reader.rest = reader.rest.slice(name.length);
  if (reader.rest.startsWith('/')) {
    reader.rest = reader.rest.slice(1);
    return [name, new Map([readOne(reader)])];
  }
  if (!reader.rest.startsWith('(')) return [name, nothing];
  reader.rest = reader.rest.slice(1);
  const inner = readList(reader);
  if (!reader.rest.startsWith(')')) throw invalidFields(reader.rest);
  reader.rest = reader.rest.slice(1);
  return [name, inner];
}

/** Takes what is wanted out of an answer. `known` says which names make sense at its top. @throws 400 */
export function select(value: unknown, selection: Selection, known?: ReadonlySet<string>): unknown {
  if (selection.size === 0 || selection.has('*')) return value;
  if (known) {
    for (const name of selection.keys()) if (!known.has(name)) throw invalidFields(name);
  }
  if (Array.isArray(value)) return value.map((one) => select(one, selection));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => selection.has(name));
  return Object.fromEntries(members.map(([name, one]) => [name, select(one, selection.get(name) ?? nothing)]));
}

function invalidFields(what: string): Error {
  return invalidParameter('fields', `Invalid field selection ${what}`, 'invalidParameter');
}
