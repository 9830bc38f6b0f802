import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemOfRow } from '../../src/core/row-item';
import { check } from '../../src/jobs/check';
import { probeFiles, probeReport } from '../../src/reporting/probe-report';
import type { Outcome } from '../../src/state/outcomes';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ferry-probe-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function reportOf(csv: string, outcomes: Record<number, Partial<Outcome>>, onlyMissing = false) {
  const file = join(dir, 'links.csv');
  writeFileSync(file, csv);
  async function* read(): AsyncGenerator<Outcome, undefined> {
    for (const [row, outcome] of Object.entries(outcomes)) {
      yield {
        ...{ item: itemOfRow(Number(row)), folder: 'rows 1-9', status: 'planned', bytes: 0, attempts: 1 },
        ...{ plannedBy: 'run/1', pass: 0 },
        ...outcome,
      };
    }
    return undefined;
  }
  const spec = check.toSpec({ csv: file }, { setting: () => undefined, cwd: dir });
  const job = { id: 'check/links-1', spec } as Parameters<typeof probeReport>[0];
  const ports = { state: { outcomes: { read } }, copies: { pathOf: () => file } };
  const { columns, rows } = await probeReport(job, ports as unknown as Parameters<typeof probeReport>[1], {
    onlyMissing,
  });
  const found: Record<string, unknown>[] = [];
  for await (const row of rows) found.push(row);
  return { columns, rows: found };
}

const csv =
  'url,check_category,check_error\na,missing,old\nb,missing,old\nc,missing,old\nd,missing,old\ne,missing,old\n';
const outcomes: Record<number, Partial<Outcome>> = {
  1: { status: 'done', result: { reach: { category: 'ok', status: 200, bytes: 5 } } },
  2: { status: 'failed', error: 'missing: 404', result: { reach: { category: 'missing', status: 404 } } },
  3: { status: 'planned', error: 'old', result: { reach: { category: 'server-error', status: 503, asked: 1 } } },
  4: { status: 'cancelled', error: 'cancelled', result: { reach: { category: 'timeout', asked: 2 } } },
};

test('an answer on the way is no result, nor is what an earlier check has said', async () => {
  const { columns, rows } = await reportOf(csv, outcomes);
  expect(columns.filter((column) => column === 'check_category')).toHaveLength(1);
  expect(rows.map((row) => [row.url, row.check_category, row.check_status, row.check_error])).toEqual([
    ['a', 'ok', 200, undefined],
    ['b', 'missing', 404, 'missing: 404'],
    ['c', 'pending', undefined, undefined],
    ['d', 'cancelled', undefined, 'cancelled'],
    ['e', 'pending', undefined, undefined],
  ]);
});

test('missing is what has failed', async () => {
  expect((await reportOf(csv, outcomes, true)).rows.map(({ url }) => url)).toEqual(['b']);
});

test('files are named after the CSV, wherever it lies', () => {
  expect(probeFiles({ file: '/a/links.tsv', resultsDir: '/b' })).toEqual({
    report: '/b/links_checked.csv',
    missing: '/b/links_missing.csv',
  });
});
