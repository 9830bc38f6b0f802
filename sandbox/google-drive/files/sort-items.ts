import { z } from 'zod';
import { invalidParameter } from '../api-error';
import { folderType, type Item } from '../store/item';

/** What of an item decides its place in a listing. */
export const markSchema = z.object({
  id: z.string(),
  name: z.string(),
  mimeType: z.string(),
  createdTime: z.string(),
  modifiedTime: z.string(),
  size: z.number(),
});

export type Mark = z.infer<typeof markSchema>;

type Compare = (a: Mark, b: Mark) => number;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const orders: Record<string, Compare> = {
  name: (a, b) => byCodeUnit(a.name.toLowerCase(), b.name.toLowerCase()),
  name_natural: (a, b) => natural.compare(a.name, b.name),
  createdTime: (a, b) => byCodeUnit(a.createdTime, b.createdTime),
  modifiedTime: (a, b) => byCodeUnit(a.modifiedTime, b.modifiedTime),
  quotaBytesUsed: (a, b) => a.size - b.size,
  folder: (a, b) => Number(b.mimeType === folderType) - Number(a.mimeType === folderType),
};

/** What decides the place of an item, in a form that goes into a page token. */
export function markOf(item: Item): Mark;
export function markOf(item: Item | undefined): Mark | undefined;
export function markOf(item: Item | undefined): Mark | undefined {
  if (item === undefined) return undefined;
  const { id, name, mimeType, createdTime, modifiedTime, content } = item;
  return { id, name, mimeType, createdTime, modifiedTime, size: content?.size ?? 0 };
}

/** The order that `orderBy` asks for: `folder,name desc`. Without it: the newest first. @throws 400 */
export function comparing(orderBy: string | null): (a: Item, b: Item | Mark) => number {
  const wanted = orderBy === null || orderBy.trim() === '' ? 'createdTime desc' : orderBy;
  const compares = wanted.split(',').map((part): Compare => {
    const [name = '', direction, ...more] = part.trim().split(/\s+/);
    const compare = orders[name];
    if (!compare || more.length > 0 || (direction !== undefined && direction !== 'desc')) {
      throw invalidParameter('orderBy');
    }
    return direction === 'desc' ? (a, b) => compare(b, a) : compare;
  });
  return (one, other) => {
    const [a, b] = [markOf(one), 'permissions' in other ? markOf(other) : other];
    for (const compare of compares) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return byCodeUnit(a.id, b.id);
  };
}
