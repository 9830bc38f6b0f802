import { formatCount } from '../../../core/format';
import type { Talk } from '../talk';

interface RowProgressOptions {
  talk: Pick<Talk, 'say' | 'isTerminal'>;
  /** Draws on the terminal, without a line's end. */
  draw?: (text: string) => void;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

const drawEveryMs = 250;
const sayEveryMs = 10_000;
const clearLine = '\r\u001B[K';

/** Shows on stderr how far a long file is: a line that is drawn anew on a terminal, else a line every ten seconds. */
export class RowProgress {
  private readonly talk: RowProgressOptions['talk'];
  private readonly draw: (text: string) => void;
  private readonly now: () => number;
  private toldAt: number;
  private isDrawn = false;

  constructor({ talk, draw, now }: RowProgressOptions) {
    this.talk = talk;
    this.draw = draw ?? ((text) => void process.stderr.write(text));
    this.now = now ?? (() => performance.now());
    this.toldAt = this.now();
  }

  /** As `convertTable` and `consolidateTable` take it. */
  readonly option = { everyRows: 1000, tell: (done: { rows: number }): void => this.show(done.rows) };

  /** Takes the drawn line away. */
  stop(): void {
    if (this.isDrawn) this.draw(clearLine);
    this.isDrawn = false;
  }

  private show(rows: number): void {
    const { isTerminal } = this.talk;
    if (this.now() - this.toldAt < (isTerminal ? drawEveryMs : sayEveryMs)) return;
    this.toldAt = this.now();
    if (!isTerminal) {
      this.talk.say(`${formatCount(rows)} rows so far`);
      return;
    }
    this.draw(`${clearLine}${formatCount(rows)} rows`);
    this.isDrawn = true;
  }
}
