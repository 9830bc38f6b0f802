import { requireColumn } from '../../src/tables';

const flag = '--link-column';
const find = (columns: string[], wanted: string): string =>
  requireColumn({ columns, name: 'folders.csv' }, wanted, { flag });

describe('a column that is needed', () => {
  test.each([
    [['sku', 'link'], 'link', 'link'],
    [['sku', ' Link '], 'link', ' Link '],
    [['LINK', 'link'], 'link', 'link'],
  ])('of %j is found for %j', (columns, wanted, found) => {
    expect(find(columns, wanted)).toBe(found);
  });

  test.each([
    [['links', 'sku'], 'link', 'It has: links, sku. Use --link-column links'],
    [['sku', 'Drive link'], 'link', 'It has: sku, Drive link. Use --link-column "Drive link"'],
    [['drive_link', 'image_link'], 'link', 'It has: drive_link, image_link. Name one with --link-column'],
    [['a', 'b'], 'link', 'It has: a, b. Name one with --link-column'],
    [['Link', 'LINK'], 'link', 'It has: Link, LINK. Use --link-column Link'],
  ])('of %j is not %j', (columns, wanted, words) => {
    expect(() => find(columns, wanted)).toThrow(new Error(`Column "link" is not in folders.csv. ${words}`));
  });
});
