import { wholeListing, type ListingPage } from '../../src/providers/flickr/whole-listing';

/** A listing whose pages are given for each reading of it. */
function listing(...readings: (readonly [items: string[], total: number, pages?: number][])[]) {
  const asked: number[] = [];
  let reading = -1;
  const read = async (page: number): Promise<ListingPage<string>> => {
    asked.push(page);
    if (page === 1) reading += 1;
    const all = readings[Math.min(reading, readings.length - 1)] ?? [];
    const [items = [], total = 0, pages = all.length] = all[page - 1] ?? [];
    return { items, page, pages, total };
  };
  return { asked, all: () => wholeListing({ method: 'm', idOf: (id) => id, read }) };
}

test.each([
  ['nothing', [[], 0, 0] as const],
  ['nothing, on a page', [[], 0, 1] as const],
])('%s', async (_name, page) => {
  const { all, asked } = listing([[[...page[0]], page[1], page[2]]]);
  expect(await all()).toEqual([]);
  expect(asked).toEqual([1]);
});

test('short and empty pages are no end: the number of pages is', async () => {
  const { all, asked } = listing([
    [['a', 'b'], 6],
    [[], 6],
    [['c'], 6],
  ]);
  expect(await all()).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual([1, 2, 3]);
});

test('one that came meanwhile moves another onto the next page: the listing is read anew', async () => {
  const { all, asked } = listing(
    [
      [['a', 'b'], 4],
      [['b', 'c'], 4],
    ],
    [
      [['new', 'a'], 4],
      [['b', 'c'], 4],
    ],
  );
  expect(await all()).toEqual(['new', 'a', 'b', 'c']);
  expect(asked).toEqual([1, 2, 1, 2]);
});

test('one that went meanwhile is told by the total', async () => {
  const { all } = listing(
    [
      [['a', 'b'], 5],
      [['d', 'e'], 4],
    ],
    [
      [['b', 'c'], 4],
      [['d', 'e'], 4],
    ],
  );
  expect(await all()).toEqual(['b', 'c', 'd', 'e']);
});

test('more than the total, and one page given for another, are no listing', async () => {
  await expect(listing([[['a', 'b'], 1]]).all()).rejects.toMatchObject({ httpStatus: 503 });
  const again = async (): Promise<ListingPage<string>> => ({ items: ['a'], page: 1, pages: 2, total: 2 });
  await expect(wholeListing({ method: 'm', idOf: (id) => id, read: again })).rejects.toMatchObject({ httpStatus: 503 });
});

test('a listing that changes twice passes for an outage', async () => {
  const { all, asked } = listing([
    [['a'], 2],
    [['a'], 2],
  ]);
  await expect(all()).rejects.toMatchObject({
    name: 'FlickrCallError',
    message: 'the listing changed while it was read',
  });
  expect(asked).toEqual([1, 2, 1, 2]);
});
