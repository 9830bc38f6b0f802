import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(__dirname, '..', '..', 'scripts', 'count-results.js');
let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'ferry-count-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function count(result: object | undefined, faults: number): { line: string; status: number | null } {
  const file = join(dir, 'result.json');
  if (result !== undefined) writeFileSync(file, JSON.stringify(result));
  const { stdout, status } = spawnSync(process.execPath, [program, file, String(faults)], { encoding: 'utf8' });
  return { line: stdout, status };
}

test.each([
  ['all is well', { numPassedTests: 9, numPendingTests: 1, numTodoTests: 2 }, 0, '9 passed, 0 failed, 3 skipped\n', 0],
  ['a test failed', { numPassedTests: 9, numFailedTests: 2 }, 1, '9 passed, 2 failed, 0 skipped\n', 1],
  ['a suite did not run', { numPassedTests: 9, numRuntimeErrorTestSuites: 1 }, 1, '9 passed, 1 failed, 0 skipped\n', 1],
  ['lint failed alone', { numPassedTests: 9 }, 1, '9 passed, 1 failed, 0 skipped\n', 1],
  ['no test ran', { numPassedTests: 0 }, 0, '0 passed, 1 failed, 0 skipped\n', 1],
  ['there is no result', undefined, 0, '0 passed, 1 failed, 0 skipped\n', 1],
])('%s', (_name, result, faults, line, status) => {
  expect(count(result, faults)).toEqual({ line, status });
});
