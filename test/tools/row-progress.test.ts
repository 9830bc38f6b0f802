import { RowProgress } from '../../src/client/cli/tools/row-progress';

function watched(isTerminal: boolean) {
  const said: string[] = [];
  const clock = { now: 0 };
  const progress = new RowProgress({
    talk: { say: (line) => void said.push(line), isTerminal },
    draw: (text) => void said.push(text),
    now: () => clock.now,
  });
  const at = (now: number, rows: number): void => {
    clock.now = now;
    progress.option.tell({ rows });
  };
  return { said, at, progress };
}

test('where nobody can be drawn for, a line every ten seconds', () => {
  const { said, at, progress } = watched(false);
  at(9_999, 1000);
  at(10_001, 2000);
  at(11_000, 3000);
  at(20_002, 40_000);
  progress.stop();
  expect(said).toEqual(['2\u202f000 rows so far', '40\u202f000 rows so far']);
});

test('on a terminal one line is drawn anew, and taken away at the end', () => {
  const { said, at, progress } = watched(true);
  at(100, 1000);
  at(300, 2000);
  progress.stop();
  progress.stop();
  expect(said).toEqual(['\r\u001B[K2\u202f000 rows', '\r\u001B[K']);
});
