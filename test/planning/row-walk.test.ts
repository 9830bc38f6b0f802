import type { Asset, Folder } from '../../src/core/asset';
import { RowWalk } from '../../src/planning/batch/row-walk';
import type { Source } from '../../src/providers/provider';
import { ProviderError } from '../../src/providers/provider-error';

const options = { signal: new AbortController().signal };

function asset(path: string): Asset {
  return { path, name: path, bytes: 1, fingerprint: path, media: 'image', format: 'jpg' };
}

/** A source whose folders come in pages of their own size, some of them empty, as services like to answer. */
function sourceOf(pages: Record<string, number>[], broken: string[] = []): Source {
  const contents = Object.assign({}, ...pages) as Record<string, number>;
  return {
    scope: 'test',
    service: 'a test',
    quotas: [],
    check: async () => ({ name: 'test' }),
    folders: async ({ cursor }) => {
      const at = Number(cursor ?? 0);
      const entries: Folder[] = Object.keys(pages[at] ?? {}).map((path) => ({ path, ref: `ref of ${path}` }));
      return { entries, cursor: at + 1 < pages.length ? String(at + 1) : undefined };
    },
    list: async ({ folder, cursor, limit }) => {
      if (broken.includes(folder.path)) throw new ProviderError('NotFound', 'it has gone');
      expect(folder.ref).toBe(`ref of ${folder.path}`);
      const from = Number(cursor ?? 0);
      const all = Array.from({ length: contents[folder.path] ?? 0 }, (_, n) => asset(`${folder.path}/${n}`));
      const entries = all.slice(from, from + limit);
      return { entries, oddities: [], cursor: from + limit < all.length ? String(from + limit) : undefined };
    },
    content: async () => {
      throw new Error('nobody reads');
    },
  };
}

/** Walks to the end as a workflow does: each page by an object of its own, nothing but the cursor kept. */
async function walk(source: Source, limit: number): Promise<{ paths: string[]; pages: number; failed: string[] }> {
  const paths: string[] = [];
  const failed: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await new RowWalk(source, true).page({ cursor, limit }, options);
    expect(page.entries.length + page.oddities.length).toBeLessThanOrEqual(limit);
    paths.push(...page.entries.map(({ path }) => path));
    failed.push(...page.oddities.map(({ path }) => path));
    cursor = page.cursor;
    pages += 1;
  } while (cursor !== undefined);
  return { paths, pages, failed };
}

test.each([1, 2, 3, 7, 100])('every asset of every folder comes once, whatever fits on a page: %d', async (limit) => {
  const source = sourceOf([{}, { a: 5, b: 0 }, {}, {}, { c: 3 }, { d: 1 }, {}]);
  const { paths } = await walk(source, limit);
  expect(paths).toEqual(['a/0', 'a/1', 'a/2', 'a/3', 'a/4', 'c/0', 'c/1', 'c/2', 'd/0']);
});

test('many tiny folders make few pages', async () => {
  const tiny = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}`, 1]));
  const { paths, pages } = await walk(sourceOf([tiny]), 500);
  expect(paths).toHaveLength(200);
  expect(pages).toBeLessThanOrEqual(9);
});

test('a folder that cannot be listed is said, and the others are listed', async () => {
  const { paths, failed } = await walk(sourceOf([{ a: 1, gone: 2, b: 1 }], ['gone']), 10);
  expect(paths).toEqual(['a/0', 'b/0']);
  expect(failed).toEqual(['gone/']);
});

test('a source without folders is an empty row', async () => {
  expect(await walk(sourceOf([{}]), 10)).toEqual({ paths: [], pages: 1, failed: [] });
});
