/** What people read goes to stderr, what programs read to stdout. */
export interface Talk {
  /** A line for a person. */
  say(line: string): void;
  /** A line of data. */
  data(line: string): void;
  /** True when stderr is a terminal that can be drawn on. */
  isTerminal: boolean;
}

/** The talk of this process. */
export const talk: Talk = {
  say: (line) => void process.stderr.write(`${line}\n`),
  data: (line) => void process.stdout.write(`${line}\n`),
  isTerminal: process.stderr.isTTY,
};

// `ferry jobs list | head` closes our end early: nothing is wrong, there is only nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
