import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promptForCodes } from '../../src/client/cli/tools/ean-prompt';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'ferry-prompt-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Types keys at a prompt; answers what it was asked. */
async function typed(keys: string): Promise<string[]> {
  const input = new PassThrough();
  const output = new PassThrough();
  output.resume();
  const asked: string[] = [];
  const over = promptForCodes({
    ...{ input, output, historyFile: join(dir, 'home', 'ean-history') },
    answer: async (line) => void asked.push(line),
  });
  input.write(keys);
  await over;
  return asked;
}

const up = '\u001B[A';

test('each line is answered, also lines pasted at once; an empty one ends', async () => {
  expect(await typed('4006381333931\r 96385074,1 \rcodes.txt\r\r')).toEqual([
    '4006381333931',
    '96385074,1',
    'codes.txt',
  ]);
});

test.each([['exit\r'], ['QUIT\r'], ['\u0004'], ['\u0003']])('%j ends too', async (keys) => {
  expect(await typed(`1\r${keys}2\r`)).toEqual(['1']);
});

test("an earlier session comes back with the arrow key, out of a file of one's own", async () => {
  await typed('4006381333931\r96385074\r\r');
  const file = join(dir, 'home', 'ean-history');
  expect(readFileSync(file, 'utf8')).toBe('4006381333931\n96385074\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await typed(`${up}${up}\r\r`)).toEqual(['4006381333931']);
  expect(readFileSync(file, 'utf8')).toBe('96385074\n4006381333931\n');
});

test('history stays within 500 lines', async () => {
  await typed('1\r\r');
  const file = join(dir, 'home', 'ean-history');
  writeFileSync(file, Array.from({ length: 600 }, (_, at) => `${at}\n`).join(''));
  await typed('new\r\r');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(500);
  expect(lines.at(-1)).toBe('new');
});
