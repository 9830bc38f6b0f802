import { invalidParameter } from '../api-error';
import { folderType, type Item } from '../store/item';

type Compare = (a: Item, b: Item) => number;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const orders: Record<string, Compare> = {
  name: (a, b) => byCodeUnit(a.name.toLowerCase(), b.name.toLowerCase()),
  name_natural: (a, b) => natural.compare(a.name, b.name),
  createdTime: (a, b) => byCodeUnit(a.createdTime, b.createdTime),
  modifiedTime: (a, b) => byCodeUnit(a.modifiedTime, b.modifiedTime),
  quotaBytesUsed: (a, b) => (a.content?.size ?? 0) - (b.content?.size ?? 0),
  folder: (a, b) => Number(b.mimeType === folderType) - Number(a.mimeType === folderType),
};

/** Sorts as `orderBy` says: `folder,name desc`. Without it the order is the service's own, which is none. @throws 400 */
export function inOrder(orderBy: string | null, items: Item[]): Item[] {
  if (orderBy === null || orderBy.trim() === '') return items.reverse();
  const compares = orderBy.split(',').map((part): Compare => {
    const [name = '', direction, ...more] = part.trim().split(/\s+/);
    const compare = orders[name];
    if (!compare || more.length > 0 || (direction !== undefined && direction !== 'desc'))
      throw invalidParameter('orderBy');
    return direction === 'desc' ? (a, b) => compare(b, a) : compare;
  });
  return items.sort((a, b) => {
    for (const compare of compares) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return byCodeUnit(a.id, b.id);
  });
}
