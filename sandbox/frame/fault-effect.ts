import { Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './answer';
import type { Exchange } from './exchange';
import type { FaultRule } from './fault-rule';
import type { Service } from './service';

/** Thrown to leave a service at once: the fault is the answer. Services let it through. */
export class FaultStruck extends Error {
  constructor(readonly outcome: Outcome) {
    super('a fault struck');
    this.name = 'FaultStruck';
  }
}

/** What happens to the connection in the end. */
export type Outcome = { answer: Answer; cutAfterBytes?: number } | 'reset';

/** What the faults that struck a request will do to its answer. */
export class FaultEffect {
  private after: FaultRule | undefined;
  private cutAnswerAt: number | undefined;

  constructor(
    private readonly service: Service,
    private readonly exchange: Exchange,
  ) {}

  /** Lets one fault act: it waits, throws, arms the request body, or waits for the answer. */
  async apply(rule: FaultRule): Promise<void> {
    if (rule.delayMs !== undefined) await delay(rule.delayMs);
    const answers = rule.status !== undefined || rule.reset === true;
    if (answers && rule.afterEffect !== true) throw new FaultStruck(this.outcomeOf(rule));
    if (answers) this.after = rule;
    else if (rule.cutAfterBytes !== undefined) this.cut(rule.cutAfterBytes, rule.afterEffect === true);
  }

  /** What goes out once the service has answered. */
  finish(answer: Answer): Outcome {
    if (this.after) return this.outcomeOf(this.after);
    return this.cutAnswerAt === undefined ? { answer } : { answer, cutAfterBytes: this.cutAnswerAt };
  }

  private outcomeOf(rule: FaultRule): Outcome {
    if (rule.reset === true || rule.status === 0 || rule.status === undefined) return 'reset';
    const own = rule.body === undefined ? this.service.faultAnswer(rule.status, this.exchange) : bodyOf(rule);
    const answer = { ...own, headers: { ...own.headers, ...rule.headers } };
    return rule.cutAfterBytes === undefined ? { answer } : { answer, cutAfterBytes: rule.cutAfterBytes };
  }

  /** Requests with a body lose their connection while sending, others while receiving. */
  private cut(bytes: number, ofAnswer: boolean): void {
    const { exchange } = this;
    const sends = exchange.method === 'POST' || exchange.method === 'PUT';
    if (ofAnswer || !sends) {
      this.cutAnswerAt = bytes;
      return;
    }
    exchange.body = exchange.body.pipe(knife(bytes, () => exchange.request.socket.destroy()));
  }
}

function bodyOf({ status = 500, body = '' }: FaultRule): Answer {
  const isText = typeof body === 'string';
  const contentType = isText ? 'text/html' : 'application/json; charset=utf-8';
  return { status, headers: { 'Content-Type': contentType }, body: isText ? body : JSON.stringify(body) };
}

function knife(bytes: number, cut: () => void): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= bytes) return done(null, chunk);
      cut();
      done(new Error('connection cut by a fault'));
    },
  });
}
