import type { Call } from '../call';
import type { Item } from '../store/item';
import type { Condition } from './parse-query';

/** True when an item is what a search asks for. */
export function matches(call: Call, item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.all.every((one) => matches(call, item, one));
    case 'or':
      return condition.all.some((one) => matches(call, item, one));
    case 'not':
      return !matches(call, item, condition.condition);
    case 'in':
      return isIn(call, item, condition);
    case 'property':
      return condition.field === 'appProperties' && item.appProperties[condition.key] === condition.value;
    case 'compare':
      return compares(call, item, condition);
  }
}

/** Ids of every folder that a search speaks of. */
export function parentsAskedFor(condition: Condition): string[] {
  if (condition.kind === 'in') return condition.collection === 'parents' ? [condition.value] : [];
  if (condition.kind === 'and' || condition.kind === 'or') return condition.all.flatMap(parentsAskedFor);
  return condition.kind === 'not' ? parentsAskedFor(condition.condition) : [];
}

/** The one folder all that matches is in, if the search says so. */
export function onlyParent(condition: Condition | undefined): string | undefined {
  if (condition?.kind === 'in' && condition.collection === 'parents') return condition.value;
  return condition?.kind === 'and' ? condition.all.map(onlyParent).find((one) => one !== undefined) : undefined;
}

function isIn(call: Call, item: Item, { value, collection }: Condition & { kind: 'in' }): boolean {
  const { who, account } = call;
  if (collection === 'parents') return item.parent === (value === 'root' ? account.store.topOf(who.email).id : value);
  const email = value === 'me' ? who.email : value;
  if (collection === 'owners') return item.driveId === undefined && item.owner === email;
  return item.owner === email || item.permissions.some(({ emailAddress }) => emailAddress === email);
}

function compares(call: Call, item: Item, { field, operator, value }: Condition & { kind: 'compare' }): boolean {
  switch (field) {
    case 'name':
      return operator === 'contains' ? hasWordWith(item.name, value) : (item.name === value) === (operator === '=');
    case 'fullText':
      return hasWordWith(item.name, value) || hasWordWith(item.description ?? '', value);
    case 'mimeType':
      return operator === 'contains' ? item.mimeType.includes(value) : (item.mimeType === value) === (operator === '=');
    case 'modifiedTime':
    case 'createdTime':
      return compareTimes(
        Date.parse(item[field]),
        operator,
        Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`),
      );
    default: {
      const truth = truthOf(call, item, field);
      return (truth === (value === 'true')) === (operator === '=');
    }
  }
}

function truthOf({ account, access }: Call, item: Item, field: string): boolean {
  if (field === 'trashed') return account.store.isTrashed(item);
  return field === 'sharedWithMe' && access.isSharedWithMe(item);
}

/** `contains` looks at the beginnings of words in names: `HelloWorld` has `Hello` and has not `World`. */
function hasWordWith(text: string, beginning: string): boolean {
  const [whole, wanted] = [text.toLowerCase(), beginning.toLowerCase()];
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(whole[at - 1] ?? '')) return true;
  }
  return false;
}

function compareTimes(one: number, operator: string, other: number): boolean {
  switch (operator) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    default:
      return (one === other) === (operator === '=');
  }
}
