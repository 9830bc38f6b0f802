import { createHash } from 'node:crypto';
import type { SyncStep } from '../../core/sync';
import type { Outcomes } from '../../state/outcomes';
import type { StepAnswer } from './sync-attempt';

/** What is written down of a step before its operation is through. */
interface Mark {
  /** Hash of the step: marks of another plan for the same item mean nothing. */
  step: string;
  /** What it came to; absent: it was begun. */
  answer?: StepAnswer;
}

/**
 * How far the steps of an operation are, kept in its outcome until that is written. An operation of one step needs none
 * of them: the world tells whether it is done.
 */
export class StepMarks {
  private constructor(
    private readonly outcomes: Pick<Outcomes, 'note'>,
    private readonly job: { id: string; item: string },
    private readonly marks: Map<string, Mark>,
  ) {}

  /** Reads what attempts before have written down. */
  static async read(outcomes: Pick<Outcomes, 'find' | 'note'>, jobId: string, item: string): Promise<StepMarks> {
    const found = (await outcomes.find(jobId, [item])).get(item);
    const steps = found?.result?.response?.steps;
    const marks = Array.isArray(steps) ? (steps as Mark[]) : [];
    return new StepMarks(outcomes, { id: jobId, item }, new Map(marks.map((mark) => [mark.step, mark])));
  }

  /** What a step came to in an attempt before. */
  answerOf(step: SyncStep): StepAnswer | undefined {
    return this.marks.get(keyOf(step))?.answer;
  }

  /** True when an attempt before has begun with a step. */
  isBegun(step: SyncStep): boolean {
    return this.marks.has(keyOf(step));
  }

  async begin(step: SyncStep): Promise<void> {
    if (!this.isBegun(step)) await this.write({ step: keyOf(step) });
  }

  async finish(step: SyncStep, answer: StepAnswer): Promise<void> {
    await this.write({ step: keyOf(step), answer });
  }

  private async write(mark: Mark): Promise<void> {
    this.marks.set(mark.step, mark);
    await this.outcomes.note(this.job.id, this.job.item, { response: { steps: [...this.marks.values()] } });
  }
}

function keyOf(step: SyncStep): string {
  return createHash('sha256').update(JSON.stringify(step)).digest('hex').slice(0, 16);
}
