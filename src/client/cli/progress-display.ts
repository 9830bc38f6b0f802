import { SingleBar } from 'cli-progress';
import type { JobProgress } from '../../workflows/messages';
import { fractionDone, progressLine, Speed } from './render-progress';
import type { Talk } from './talk';

const lineEveryMs = 10_000;

/** Shows a job's progress on stderr: a bar on a terminal, else a line every ten seconds. */
export class ProgressDisplay {
  private readonly speed = new Speed();
  private readonly bar: SingleBar | undefined;
  private saidAt = 0;
  private said = '';

  constructor(private readonly talk: Talk) {
    if (!talk.isTerminal) return;
    this.bar = new SingleBar({
      stream: process.stderr,
      format: '[{bar}] {line}',
      barCompleteChar: '#',
      barIncompleteChar: '-',
      barsize: 16,
      hideCursor: true,
      clearOnComplete: true,
      fps: 4,
    });
    this.bar.start(1, 0, { line: 'looking at source and destination' });
  }

  show(progress: JobProgress): void {
    this.speed.add(progress);
    const line = progressLine(progress, this.speed.now);
    if (this.bar !== undefined) {
      this.bar.update(fractionDone(progress), { line });
      return;
    }
    const waits = [...progress.closedGates.map((gate) => gate.quota), progress.paused?.who ?? ''].join();
    if (Date.now() - this.saidAt < lineEveryMs && waits === this.said) return;
    this.saidAt = Date.now();
    this.said = waits;
    this.talk.say(line);
  }

  stop(): void {
    this.bar?.stop();
  }
}
