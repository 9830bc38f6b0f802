import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

interface Prompt {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  /** Lines of earlier sessions, the latest last; arrow keys bring them back. */
  historyFile: string;
  /** Answers one line. */
  answer: (line: string) => Promise<void>;
}

const longestHistory = 500;

/** Asks for lines and answers each, until an empty one, `exit`, Ctrl-D or Ctrl-C. */
export async function promptForCodes({ input, output, historyFile, answer }: Prompt): Promise<void> {
  const lines = createInterface({
    input,
    output,
    terminal: true,
    prompt: 'ean> ',
    history: readHistory(historyFile),
    historySize: longestHistory,
    removeHistoryDuplicates: true,
  });
  lines.on('history', (history: string[]) => writeHistory(historyFile, history));
  try {
    lines.prompt();
    for await (const line of lines) {
      const text = line.trim();
      if (text === '' || /^(?:exit|quit)$/i.test(text)) return;
      await answer(text);
      lines.prompt();
    }
  } finally {
    lines.close();
  }
}

/** The latest first, as readline has it. */
function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-longestHistory)
      .reverse();
  } catch {
    // There is none yet, or it cannot be read: a prompt without a past is still a prompt.
    return [];
  }
}

function writeHistory(file: string, history: string[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(
    part,
    [...history]
      .reverse()
      .map((line) => `${line}\n`)
      .join(''),
    { mode: 0o600 },
  );
  renameSync(part, file);
}
